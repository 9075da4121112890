#include "catvton/model_hub.hpp"

#include <algorithm>

#include "catvton/error.hpp"
#include "hub/content_hash.hpp"
#include "hub/environment.hpp"
#include "hub/model_sources.hpp"
#include "hub/progress_reporter.hpp"
#include "hub/repository_cache.hpp"
#include "hub/set_download.hpp"
#include "weights/model_names.hpp"
#include "weights/printable.hpp"
#include "weights/published_sets.hpp"
#include "weights/state_dict.hpp"

namespace catvton {

namespace {

namespace fs = std::filesystem;

constexpr const char* kEmbedded = "mini";

ModelInfo embedded_model() {
    ModelInfo info{.name = kEmbedded,
                   .description = "small, trained on drawings; installed with the library",
                   .complete = false,
                   .bytes = 0,
                   .files = {},
                   .licenses = {{"", "Apache-2.0", "", ""}},
                   .folders = {}};
    const fs::path folder = weights::models_folder() / kEmbedded;
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return info;
    info.folders = {folder};
    for (fs::directory_iterator entry(folder, ignored), end; entry != end;
         entry.increment(ignored)) {
        if (!entry->is_regular_file(ignored)) continue;
        info.files.push_back(
            {"", "", entry->path().filename().string(), entry->file_size(ignored), entry->path()});
        info.bytes += info.files.back().bytes;
    }
    std::sort(info.files.begin(), info.files.end(),
              [](const ModelFile& a, const ModelFile& b) { return a.path < b.path; });
    info.complete = fs::is_regular_file(folder / weights::kTryOnFile, ignored);
    return info;
}

ModelInfo published_model(const weights::PublishedSet& set) {
    ModelInfo info{.name = set.name,
                   .description = set.description,
                   .complete = true,
                   .bytes = 0,
                   .files = {},
                   .licenses = hub::licenses_of(set),
                   .folders = {}};
    for (const auto& repository : set.repositories) {
        const auto snapshot = weights::find_published_snapshot(repository);
        if (snapshot) info.folders.push_back(*snapshot);
        for (const auto& file : repository.files) {
            ModelFile entry{
                repository.repository, repository.revision, file.path, file.size.value_or(0), {}};
            if (snapshot) {
                entry.revision = snapshot->filename().string();
                entry.location = weights::locate(file, *snapshot);
            }
            std::error_code ignored;
            if (!entry.location.empty()) entry.bytes = fs::file_size(entry.location, ignored);
            info.complete = info.complete && !entry.location.empty();
            info.bytes += entry.bytes;
            info.files.push_back(std::move(entry));
        }
    }
    return info;
}

/// The hash that a file on the disk should have: the one its link names, else the pinned one.
std::string expected_hash(const ModelFile& file, const weights::PublishedSet& set) {
    std::error_code ignored;
    const std::string name = fs::read_symlink(file.location, ignored).filename().string();
    if (hub::is_content_hash(name)) return name;
    for (const auto& repository : set.repositories) {
        if (repository.repository != file.repository || repository.revision != file.revision)
            continue;
        for (const auto& known : repository.files) {
            if (known.path == file.path) return known.sha256;
        }
    }
    return "";
}

/// The embedded model's files have no list of hashes: reading them finds what is broken.
FileState check_embedded(const ModelFile& file) {
    if (file.location.extension() != ".safetensors") return FileState::unknown;
    try {
        (void)weights::load_state_dict(file.location);
        return FileState::good;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::corrupt_weights) throw;
        return FileState::damaged;
    }
}

/// Refuses a pull inside a callback of one: it would wait for a lock that its own thread holds.
class PullScope {
public:
    PullScope() {
        if (pulling)
            throw Error(ErrorCode::invalid_state,
                        "a callback of a download started another: return from it first");
        pulling = true;
    }
    ~PullScope() { pulling = false; }
    PullScope(const PullScope&) = delete;
    PullScope& operator=(const PullScope&) = delete;

private:
    static inline thread_local bool pulling = false;
};

}  // namespace

void PullOptions::validate() const {
    if (!(retry_delay_seconds >= 0.0 && retry_delay_seconds <= 60.0))
        throw Error(ErrorCode::invalid_argument, "retry_delay_seconds must be 0 to 60");
}

std::vector<ModelInfo> list_models() {
    std::vector<ModelInfo> models{embedded_model()};
    for (const auto& set : weights::published_sets()) models.push_back(published_model(set));
    return models;
}

ModelInfo find_model(const std::string& name) {
    std::string names;
    for (ModelInfo& model : list_models()) {
        if (model.name == name) return std::move(model);
        names += (names.empty() ? "" : ", ") + model.name;
    }
    throw Error(ErrorCode::not_found,
                "there is no model '" + weights::printable(name, 64) + "'; there are: " + names);
}

ModelInfo pull_model(const std::string& name, const PullOptions& options) {
    options.validate();
    const PullScope scope;
    ModelInfo model = find_model(name);
    if (name == kEmbedded) return model;
    const weights::PublishedSet set = weights::published_set(name);
    hub::SetDownload(set, options).run();
    return published_model(set);
}

void pull_missing(const ModelOptions& model, const PullOptions& options) {
    options.validate();
    const PullScope scope;
    // Loading says best what is missing: it knows other files that would do.
    if (options.offline || hub::read_environment().offline) return;
    weights::PublishedSet set = hub::remote_sources(model);
    std::erase_if(set.repositories, [](const weights::PublishedRepository& repository) {
        const auto snapshot = weights::find_published_snapshot(repository);
        return snapshot && std::all_of(repository.files.begin(), repository.files.end(),
                                       [&](const weights::PublishedFile& file) {
                                           return !weights::locate(file, *snapshot).empty();
                                       });
    });
    if (!set.repositories.empty()) hub::SetDownload(set, options).run();
}

std::vector<FileCheck> verify_model(const std::string& name, const PullOptions& options) {
    options.validate();
    const ModelInfo model = find_model(name);
    if (name == kEmbedded && !model.complete)
        throw Error(ErrorCode::not_found, "the model 'mini' is not installed with the library");
    const weights::PublishedSet set =
        name == kEmbedded ? weights::PublishedSet{} : weights::published_set(name);
    std::uint64_t bytes = 0;
    for (const ModelFile& file : model.files) bytes += file.location.empty() ? 0 : file.bytes;
    hub::ProgressReporter reporter(options, bytes);
    std::vector<FileCheck> checks;
    for (const ModelFile& file : model.files) {
        FileCheck check{file, FileState::missing};
        if (!file.location.empty()) {
            reporter.begin_file(file);
            const std::string expected = expected_hash(file, set);
            if (name == kEmbedded) {
                check.state = check_embedded(file);
            } else if (expected.empty()) {
                check.state = FileState::unknown;
            } else {
                std::uint64_t done = 0;
                const std::string hash =
                    hub::hash_file(file.location, expected,
                                   [&](std::uint64_t count) { reporter.set_done(done += count); });
                check.state = hash == expected ? FileState::good : FileState::damaged;
            }
            reporter.end_file();
        }
        checks.push_back(std::move(check));
    }
    return checks;
}

}  // namespace catvton
