#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "catvton/export.hpp"
#include "catvton/options.hpp"

namespace catvton {

/// Downloading of published weights from the Hugging Face hub into the cache that huggingface_hub
/// uses too: HF_HUB_CACHE, HF_HOME, HF_ENDPOINT, HF_TOKEN (or HF_HOME/token), HF_HUB_OFFLINE,
/// HF_HUB_ETAG_TIMEOUT and HF_HUB_DOWNLOAD_TIMEOUT mean what they mean there. Nothing is downloaded
/// unless one of these functions is called. All may be called from any thread, and by several
/// processes at once.

/// Whom the files of one repository belong to.
struct ModelLicense {
    std::string repository;  ///< owner/name
    std::string name;        ///< "CC BY-NC-SA 4.0"
    std::string url;         ///< of its text; empty: none
    std::string terms;       ///< what it asks beyond keeping the notice, in a few words; or empty
};

/// One file of a model.
struct ModelFile {
    std::string repository;          ///< owner/name; empty: installed with the library
    std::string revision;            ///< a commit, or a name such as "main"
    std::string path;                ///< in the repository
    std::uint64_t bytes = 0;         ///< 0: not known
    std::filesystem::path location;  ///< on this disk; empty: not there
};

/// A model that has a name.
struct ModelInfo {
    std::string name;  ///< as ModelOptions::model takes it
    std::string description;
    bool complete = false;    ///< every file is on this disk
    std::uint64_t bytes = 0;  ///< of all files whose size is known
    std::vector<ModelFile> files;
    std::vector<ModelLicense> licenses;
    /// Of the model, or of its repositories that are (in part) on this disk.
    std::vector<std::filesystem::path> folders;
};

/// What pull_model() is about to do.
struct PullPlan {
    std::string endpoint;                ///< "https://huggingface.co"
    std::vector<ModelFile> files;        ///< location empty: will be downloaded
    std::vector<ModelLicense> licenses;  ///< of these files
    std::uint64_t bytes = 0;             ///< of all files
    std::uint64_t download_bytes = 0;    ///< of those to be downloaded
};

/// Where a download stands.
struct PullProgress {
    std::string repository;
    std::string path;
    std::uint64_t file_bytes = 0;      ///< of this file
    std::uint64_t file_done = 0;       ///< of these on the disk; goes back when a file begins again
    std::uint64_t download_bytes = 0;  ///< of all files to be downloaded
    std::uint64_t download_done = 0;   ///< of these on the disk
};

struct PullOptions {
    bool offline = false;  ///< use the cache only, as HF_HUB_OFFLINE does
    /// Take the newest revision ("main") instead of the one that this library was made for.
    bool latest = false;
    bool check_cached = false;         ///< hash the files that are there, and replace damaged ones
    double retry_delay_seconds = 1.0;  ///< before the second attempt; doubles up to 8 times; 0..60
    /// Called once, when all sizes are known and before the first byte is downloaded.
    /// A pull inside a callback is invalid_state.
    std::function<ProgressAction(const PullPlan&)> plan;
    /// Called on the calling thread, a few times a second.
    std::function<ProgressAction(const PullProgress&)> progress;
    CancellationToken cancellation;  ///< obeyed within a second; what has arrived is kept

    /// Throws invalid_argument when a field is out of range.
    CATVTON_API void validate() const;
};

enum class FileState {
    good,     ///< its hash is the hub's
    missing,  ///< it is not on this disk
    damaged,  ///< its hash is another
    unknown,  ///< there is nothing to compare it with
};

struct FileCheck {
    ModelFile file;
    FileState state = FileState::missing;
};

/// All models that have names. Throws io, and corrupt_weights when CATVTON_HUB_MANIFEST names a
/// file that is no manifest.
CATVTON_API std::vector<ModelInfo> list_models();

/// One of them. Throws not_found, naming those that there are.
CATVTON_API ModelInfo find_model(const std::string& name);

/// Downloads what the cache lacks of a model. Every byte is checked against the hash that the hub
/// names; where that differs from what this library was made with, the hub's counts and one warning
/// is logged. Throws not_found (name, repository, revision, file; or offline and incomplete), io
/// (network, disk), corrupt_weights (an answer or a content that is not what was announced),
/// cancelled, invalid_argument.
CATVTON_API ModelInfo pull_model(const std::string& name, const PullOptions& options = {});

/// The same for whatever the options name: owner/name sources too, of which the files that the
/// pipeline and its masker read are downloaded. Does nothing, and does not use the network, when
/// all are on the disk, the sources are folders and files, or the call is offline.
CATVTON_API void pull_missing(const ModelOptions& model, const PullOptions& options = {});

/// Hashes the files of a model that are on this disk. `progress` is told as in a download. Throws
/// not_found (name), io, cancelled.
CATVTON_API std::vector<FileCheck> verify_model(const std::string& name,
                                                const PullOptions& options = {});

}  // namespace catvton
