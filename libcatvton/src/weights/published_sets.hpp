#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace catvton::weights {

/// One file of a published set.
struct PublishedFile {
    std::string path;                   ///< in its repository
    std::optional<std::uint64_t> size;  ///< bytes, when known beforehand
    std::string sha256;                 ///< when known beforehand; else empty
    std::string otherwise;              ///< another path that serves when this one is missing
};

struct PublishedRepository {
    std::string repository;   ///< owner/name
    std::string revision;     ///< a commit that the set is pinned to, or a name such as "main"
    std::string license;      ///< its name
    std::string license_url;  ///< empty: none
    std::string terms;        ///< what binds the user, in a few words; empty: nothing more
    std::vector<PublishedFile> files;
};

/// The weights that make up one model name.
struct PublishedSet {
    std::string name;
    std::string description;
    std::vector<PublishedRepository> repositories;
};

/// The sets that this library knows: "catvton" and "catvton-maskfree", or those of the JSON file
/// that CATVTON_HUB_MANIFEST names (for mirrors with other revisions). Throws not_found, io, and
/// corrupt_weights for a manifest that breaks its format.
std::vector<PublishedSet> published_sets();

/// The set of that name. Throws not_found with the names that there are.
PublishedSet published_set(const std::string& name);

/// Reads a manifest: {"sets": [{"name", "description", "repositories": [{"repository", "revision",
/// "license", "license_url", "terms", "files": [{"path", "size", "sha256"}]}]}]}. Throws
/// corrupt_weights.
std::vector<PublishedSet> parse_manifest(const std::string& text, const std::string& what);

/// The snapshot in the cache of a repository: of the set's revision, or of "main"; the first that
/// holds all of the set's files, else the first that there is.
std::optional<std::filesystem::path> find_published_snapshot(const PublishedRepository& repository);

/// The same for a repository that may be of a published set; of any other that of "main".
std::optional<std::filesystem::path> find_published_snapshot(const std::string& repository);

/// Where the file (or what serves instead) lies below the snapshot; empty when it does not.
std::filesystem::path locate(const PublishedFile& file, const std::filesystem::path& snapshot);

}  // namespace catvton::weights
