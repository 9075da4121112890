#include "hub/set_download.hpp"

#include <algorithm>

#include "catvton/error.hpp"
#include "catvton/log.hpp"
#include "hub/blob_download.hpp"
#include "hub/content_hash.hpp"
#include "hub/disk_space.hpp"
#include "hub/incomplete_file.hpp"
#include "hub/progress_reporter.hpp"
#include "runtime/log.hpp"
#include "weights/hub_cache.hpp"

namespace catvton::hub {

namespace {

Environment environment_for(const PullOptions& options) {
    Environment environment = read_environment();
    environment.offline = environment.offline || options.offline;
    return environment;
}

[[noreturn]] void throw_missing(const FileAddress& file) {
    throw Error(ErrorCode::not_found, "the hub has no file " + file.printable() +
                                          " in the revision '" + file.revision + "'");
}

}  // namespace

std::vector<ModelLicense> licenses_of(const weights::PublishedSet& set) {
    std::vector<ModelLicense> licenses;
    for (const auto& r : set.repositories)
        licenses.push_back({r.repository, r.license, r.license_url, r.terms});
    return licenses;
}

SetDownload::SetDownload(const weights::PublishedSet& set, const PullOptions& options)
    : set_(set),
      options_(options),
      client_(environment_for(options), options.retry_delay_seconds,
              [&options] { check_cancelled(options); }) {
    plan_.endpoint = client_.environment().endpoint.text();
    if (plan_.endpoint.ends_with('/')) plan_.endpoint.pop_back();
    plan_.licenses = licenses_of(set);
}

void SetDownload::run() {
    for (const auto& repository : set_.repositories) examine(repository);
    warn();
    show_plan();
    download();
    if (client_.environment().offline) return;
    for (const auto& repository : set_.repositories) write_refs(repository);
}

RepositoryCache SetDownload::cache_of(const std::string& repository) const {
    return RepositoryCache(repository, client_.environment().symlinks);
}

std::string SetDownload::wanted_revision(const weights::PublishedRepository& repository) const {
    return options_.latest ? "main" : repository.revision;
}

bool SetDownload::is_cached(const RepositoryCache& cache, const std::string& commit,
                            const std::string& path, const weights::PublishedFile& file) {
    if (path.empty() || !cache.size_in_snapshot(commit, path)) return false;
    if (!options_.check_cached) return true;
    const std::string linked = cache.hash_in_snapshot(commit, path);
    const std::string& expected = linked.empty() ? file.sha256 : linked;
    if (expected.empty() || hash_file(cache.file(commit, path), expected,
                                      [this](std::uint64_t) { client_.stop()(); }) == expected)
        return true;
    cache.remove(commit, path);
    return false;
}

bool SetDownload::has_blob(const RepositoryCache& cache, const FileMetadata& metadata) const {
    if (cache.size_of_blob(metadata.hash) != metadata.size) return false;
    if (!options_.check_cached) return true;
    const auto blob = cache.blob(metadata.hash);
    if (hash_file(blob, metadata.hash, [this](std::uint64_t) { client_.stop()(); }) ==
        metadata.hash)
        return true;
    std::error_code ignored;
    std::filesystem::remove(blob, ignored);
    return false;
}

bool SetDownload::find_cached(const RepositoryCache& cache,
                              const weights::PublishedRepository& repository,
                              const std::string& commit, const weights::PublishedFile& file) {
    for (const std::string& path : {file.path, file.otherwise}) {
        if (!is_cached(cache, commit, path, file)) continue;
        const std::uint64_t size = cache.size_in_snapshot(commit, path).value_or(0);
        plan_.files.push_back(
            {repository.repository, commit, path, size, cache.file(commit, path)});
        plan_.bytes += size;
        return true;
    }
    return false;
}

void SetDownload::examine(const weights::PublishedRepository& repository) {
    const RepositoryCache cache = cache_of(repository.repository);
    const bool offline = client_.environment().offline;
    std::string revision = wanted_revision(repository);
    if (offline) {
        const std::string commit = cache.commit_of(revision);
        if (!commit.empty()) revision = commit;
    }
    for (const weights::PublishedFile& file : repository.files) {
        if (weights::is_commit(revision) && find_cached(cache, repository, revision, file))
            continue;
        if (offline) {
            throw Error(ErrorCode::not_found, repository.repository + "/" + file.path +
                                                  " is not in the Hugging Face cache at '" +
                                                  weights::hub_cache_root().string() +
                                                  "', and downloading is switched off (offline)");
        }
        Item item = ask(cache, repository, revision, file);
        // A name may move while we ask; a commit does not.
        revision = item.metadata.commit;
        if (find_cached(cache, repository, revision, file)) continue;
        compare_with_pin(item, file);
        item.linked_only = has_blob(cache, item.metadata);
        plan_.files.push_back({repository.repository, revision, item.address.path,
                               item.metadata.size,
                               item.linked_only ? cache.blob(item.metadata.hash) : ""});
        plan_.bytes += item.metadata.size;
        if (!item.linked_only) plan_.download_bytes += item.metadata.size;
        items_.push_back(std::move(item));
    }
    commits_[repository.repository] = revision;
}

std::optional<FileMetadata> SetDownload::metadata_or_mark(const RepositoryCache& cache,
                                                          const FileAddress& address) {
    if (weights::is_commit(address.revision) &&
        cache.is_known_missing(address.revision, address.path))
        return std::nullopt;
    std::string commit = weights::is_commit(address.revision) ? address.revision : "";
    auto metadata = client_.metadata(address, &commit);
    if (!metadata && !commit.empty()) {
        cache.prepare();
        cache.mark_missing(commit, address.path);
    }
    return metadata;
}

SetDownload::Item SetDownload::ask(const RepositoryCache& cache,
                                   const weights::PublishedRepository& repository,
                                   const std::string& revision,
                                   const weights::PublishedFile& file) {
    FileAddress address{repository.repository, revision, file.path};
    auto metadata = metadata_or_mark(cache, address);
    if (!metadata && !file.otherwise.empty()) {
        address.path = file.otherwise;
        metadata = metadata_or_mark(cache, address);
    }
    if (!metadata) throw_missing({repository.repository, revision, file.path});
    address.revision = metadata->commit;
    return {&repository, std::move(address), std::move(*metadata)};
}

void SetDownload::compare_with_pin(const Item& item, const weights::PublishedFile& file) {
    if (options_.latest || item.address.path != file.path) return;
    const bool other_size = file.size && *file.size != item.metadata.size;
    const bool other_hash = !file.sha256.empty() && file.sha256 != item.metadata.hash;
    if (other_size || other_hash) differing_.push_back(item.address.printable());
}

void SetDownload::warn() const {
    if (differing_.empty()) return;
    std::string names;
    for (const std::string& name : differing_) names += (names.empty() ? "" : ", ") + name;
    runtime::log(LogLevel::warning,
                 "the server's sizes or hashes differ from those that this library was made with; "
                 "the server's are taken: " +
                     names);
}

void SetDownload::show_plan() {
    std::uint64_t needed = 0;
    for (const Item& item : items_) {
        if (item.linked_only) continue;
        const auto blob = cache_of(item.address.repository).blob(item.metadata.hash);
        needed += item.metadata.size - std::min(item.metadata.size, leftover_bytes(blob));
    }
    check_free_space(weights::hub_cache_root(), needed);
    if (options_.plan && options_.plan(plan_) == ProgressAction::cancel) throw_cancelled();
}

void SetDownload::download() {
    ProgressReporter reporter(options_, plan_.download_bytes);
    for (const Item& item : items_) {
        const RepositoryCache cache = cache_of(item.address.repository);
        if (!item.linked_only) {
            reporter.begin_file({item.address.repository,
                                 item.address.revision,
                                 item.address.path,
                                 item.metadata.size,
                                 {}});
            download_blob(client_, cache, item.address, item.metadata,
                          [&](std::uint64_t done) { reporter.set_done(done); });
            reporter.end_file();
        }
        cache.link(item.address.revision, item.address.path, item.metadata.hash);
    }
}

void SetDownload::write_refs(const weights::PublishedRepository& repository) {
    const RepositoryCache cache = cache_of(repository.repository);
    const std::string& commit = commits_[repository.repository];
    const std::string revision = wanted_revision(repository);
    if (!weights::is_commit(revision)) {
        cache.write_ref(revision, commit);
        return;
    }
    // Others look for "main". It may be said to be this commit only when the hub says so.
    const bool downloaded = std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
        return item.repository == &repository;
    });
    if (!downloaded || !cache.commit_of("main").empty()) return;
    try {
        const auto main =
            client_.metadata({repository.repository, "main", repository.files.front().path});
        if (main && main->commit == commit) cache.write_ref("main", commit);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled) throw;
        runtime::log(LogLevel::debug, std::string("main is not known: ") + error.what());
    }
}

}  // namespace catvton::hub
