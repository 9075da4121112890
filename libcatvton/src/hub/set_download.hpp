#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catvton/model_hub.hpp"
#include "hub/hub_client.hpp"
#include "hub/repository_cache.hpp"
#include "weights/published_sets.hpp"

namespace catvton::hub {

/// Brings all files of a set into the cache: asks the hub about those that the cache lacks, shows
/// the plan, downloads, and links them. One object serves one call.
class SetDownload {
public:
    /// Reads the environment. `options` must outlive the object.
    SetDownload(const weights::PublishedSet& set, const PullOptions& options);
    /// See pull_model().
    void run();

private:
    /// A file that is to come.
    struct Item {
        const weights::PublishedRepository* repository;
        FileAddress address;  ///< of the commit
        FileMetadata metadata;
        bool linked_only = false;  ///< the blob is there, of another commit
    };

    void examine(const weights::PublishedRepository& repository);
    /// Whether the snapshot has the file; with check_cached, undamaged.
    bool is_cached(const RepositoryCache& cache, const std::string& commit, const std::string& path,
                   const weights::PublishedFile& file);
    /// Whether the blob is there, of another commit; with check_cached, undamaged.
    bool has_blob(const RepositoryCache& cache, const FileMetadata& metadata) const;
    bool find_cached(const RepositoryCache& cache, const weights::PublishedRepository& repository,
                     const std::string& commit, const weights::PublishedFile& file);
    Item ask(const RepositoryCache& cache, const weights::PublishedRepository& repository,
             const std::string& revision, const weights::PublishedFile& file);
    std::optional<FileMetadata> metadata_or_mark(const RepositoryCache& cache,
                                                 const FileAddress& address);
    void compare_with_pin(const Item& item, const weights::PublishedFile& file);
    void show_plan();
    void download();
    void write_refs(const weights::PublishedRepository& repository);
    void warn() const;
    RepositoryCache cache_of(const std::string& repository) const;
    std::string wanted_revision(const weights::PublishedRepository& repository) const;

    const weights::PublishedSet& set_;
    const PullOptions& options_;
    HubClient client_;
    PullPlan plan_;
    std::vector<Item> items_;
    std::vector<std::string> differing_;          ///< files that are not as they were when pinned
    std::map<std::string, std::string> commits_;  ///< by repository
};

/// The licences of a set, one for each repository.
std::vector<ModelLicense> licenses_of(const weights::PublishedSet& set);

}  // namespace catvton::hub
