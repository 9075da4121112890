#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace catvton::hub {

/// One repository's folder in the Hugging Face cache, laid out as huggingface_hub does it:
/// blobs/<hash>, snapshots/<commit>/<path> as relative links to them, refs/<revision>, and
/// .no_exist/<commit>/<path> for files that are known not to exist. Commits, hashes and paths must
/// have been checked: they become paths here.
class RepositoryCache {
public:
    /// In hub_cache_root(). Throws invalid_argument for an id that is none. Writes nothing.
    explicit RepositoryCache(const std::string& repository, bool symlinks = true);

    const std::filesystem::path& folder() const noexcept { return folder_; }
    std::filesystem::path snapshot(const std::string& commit) const;
    std::filesystem::path file(const std::string& commit, const std::string& path) const;
    std::filesystem::path blob(const std::string& hash) const;
    std::filesystem::path lock(const std::string& hash) const;

    /// Size of the file in the snapshot; nothing when it is missing or its link leads nowhere.
    std::optional<std::uint64_t> size_in_snapshot(const std::string& commit,
                                                  const std::string& path) const;
    /// Size of the blob; nothing when it is missing.
    std::optional<std::uint64_t> size_of_blob(const std::string& hash) const;
    /// The content hash that the snapshot's link names; empty for a plain file or none.
    std::string hash_in_snapshot(const std::string& commit, const std::string& path) const;
    bool is_known_missing(const std::string& commit, const std::string& path) const;
    /// The commit that the cache has for a revision's name; empty: none.
    std::string commit_of(const std::string& revision) const;

    /// These write, in steps that leave a valid cache wherever they are interrupted. They throw io.
    void prepare() const;
    void link(const std::string& commit, const std::string& path, const std::string& hash) const;
    void write_ref(const std::string& revision, const std::string& commit) const;
    void mark_missing(const std::string& commit, const std::string& path) const;
    /// Takes the file out of the snapshot and its blob out of the cache.
    void remove(const std::string& commit, const std::string& path) const;

private:
    std::filesystem::path root_;
    std::filesystem::path folder_;
    bool symlinks_;
};

}  // namespace catvton::hub
