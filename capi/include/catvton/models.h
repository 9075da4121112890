/// Model management: what weight files hold, conversion, and the models that have names: their
/// licences, what of them lies on this disk, download and verification. A part of catvton.h, which
/// includes it and whose rules hold here.
#ifndef CATVTON_MODELS_H
#define CATVTON_MODELS_H

#include "catvton/catvton.h"

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* ---- Weight files ------------------------------------------------------------------------- */
/// What a weight file holds.
typedef uint64_t catvton_weights;

/// The string lives as long as the handle.
typedef struct catvton_weights_info {
    uint32_t struct_size;
    uint32_t reserved;
    const char* format;  ///< "safetensors", "torch_zip", "torch_legacy" or "detectron2_pickle"
    uint64_t tensor_count;
    uint64_t bytes;  ///< of all tensors together
} catvton_weights_info;

/// The pointers live as long as the handle.
typedef struct catvton_tensor_info {
    uint32_t struct_size;
    int32_t rank;  ///< number of sizes in `shape`
    const char* name;
    const char* dtype;  ///< as safetensors writes it: "F32", "F16", ...
    const int64_t* shape;
} catvton_tensor_info;

/// Reads and checks a weight file without loading a model. Also NOT_FOUND, IO, CORRUPT_WEIGHTS,
/// UNSUPPORTED_FORMAT.
catvton_status catvton_weights_inspect(const char* path, catvton_weights* weights);
catvton_status catvton_weights_get_info(catvton_weights weights, catvton_weights_info* info);
/// index: 0..tensor_count - 1, in the order of the file.
catvton_status catvton_weights_get_tensor(catvton_weights weights, uint64_t index,
                                          catvton_tensor_info* info);
catvton_status catvton_weights_free(catvton_weights weights);

/// Writes one safetensors file that catvton_model_options.model takes. precision: AUTOMATIC is
/// fp32. The file appears whole or not at all. Errors as catvton_pipeline_create, and IO.
catvton_status catvton_convert_model(const catvton_model_options* model, int32_t precision,
                                     const char* path);

/* ---- Named models ------------------------------------------------------------------------- */
/// The cache is the one of Python's huggingface_hub: HF_HUB_CACHE, HF_HOME, HF_ENDPOINT, HF_TOKEN
/// (or HF_HOME/token), HF_HUB_OFFLINE, HF_HUB_ETAG_TIMEOUT and HF_HUB_DOWNLOAD_TIMEOUT mean what
/// they mean there. Only the two functions that pull use the network. Several threads and processes
/// may pull at once. In a child forked from a process that had made a context pulls are
/// INVALID_STATE.

// clang-format off
enum { CATVTON_FILE_GOOD = 0,        ///< its hash is the hub's
       CATVTON_FILE_MISSING = 1,     ///< it is not on this disk
       CATVTON_FILE_DAMAGED = 2,     ///< its hash is another
       CATVTON_FILE_UNKNOWN = 3 };   ///< it was not compared, or there is nothing to compare it with
// clang-format on

/// One model or several with their files, as they were on the disk when the handle was made.
typedef uint64_t catvton_models;

/// The strings are never NULL and live as long as the handle.
typedef struct catvton_model_info {
    uint32_t struct_size;
    int32_t complete;         ///< 1: every file is on this disk
    const char* name;         ///< as catvton_model_options.model takes it
    const char* description;  ///< a few words
    uint64_t bytes;           ///< of all files whose size is known
    uint64_t file_count;
    uint64_t license_count;
    uint64_t folder_count;
} catvton_model_info;

/// One file of a model. The strings are never NULL and live as long as the handle.
typedef struct catvton_model_file {
    uint32_t struct_size;
    int32_t state;           ///< CATVTON_FILE_*; before verification MISSING or UNKNOWN
    const char* repository;  ///< owner/name; "": installed with the library
    const char* revision;    ///< a commit, or a name such as "main"
    const char* path;        ///< in the repository
    const char* location;    ///< path on this disk; "": not there
    uint64_t bytes;          ///< 0: not known
} catvton_model_file;

/// Whom the files of one repository belong to. The strings are never NULL and live as long as the
/// handle.
typedef struct catvton_model_license {
    uint32_t struct_size;
    uint32_t reserved;
    const char* repository;  ///< owner/name; "": installed with the library
    const char* name;        ///< "CC BY-NC-SA 4.0"
    const char* url;         ///< of its text; "": none
    const char* terms;       ///< what it asks beyond keeping the notice, in a few words; or ""
} catvton_model_license;

/// What a pull is about to do.
typedef struct catvton_pull_plan {
    uint32_t struct_size;
    uint32_t reserved;
    const char* endpoint;     ///< "https://huggingface.co"
    catvton_models models;    ///< one model, without a name: the files of the plan, of which those
                              ///< without a location will be downloaded, and their licences
    uint64_t bytes;           ///< of all files
    uint64_t download_bytes;  ///< of those to be downloaded
} catvton_pull_plan;

/// Where a download or a verification stands.
typedef struct catvton_pull_progress {
    uint32_t struct_size;
    uint32_t reserved;
    const char* repository;   ///< of this file
    const char* path;         ///< of this file, in the repository
    uint64_t file_bytes;      ///< of this file
    uint64_t file_done;       ///< of these on the disk; goes back when a file begins again
    uint64_t download_bytes;  ///< of all files to be downloaded, or to be verified
    uint64_t download_done;   ///< of these on the disk, or verified
} catvton_pull_progress;

/// Called once, on the calling thread, when all sizes are known and before the first byte is
/// downloaded. `plan`, its string and its handle, which the library frees, are valid during the
/// call. A result other than 0 cancels. A pull inside is INVALID_STATE.
typedef int32_t (*catvton_pull_plan_fn)(const catvton_pull_plan* plan, void* user_data);
/// Called a few times a second, on the calling thread; `progress` and its strings are valid during
/// the call. A result other than 0 cancels. A pull inside is INVALID_STATE.
typedef int32_t (*catvton_pull_progress_fn)(const catvton_pull_progress* progress, void* user_data);

typedef struct catvton_pull_options {
    uint32_t struct_size;
    int32_t offline;             ///< 1: uses the cache only, as HF_HUB_OFFLINE does
    int32_t latest;              ///< 1: the newest revision ("main"), not the library's
    int32_t check_cached;        ///< 1: hashes files that are there, and replaces damaged ones
    double retry_delay_seconds;  ///< before the second attempt; doubles up to 8 times; 0..60
    catvton_pull_plan_fn plan;   ///< NULL: unused
    void* plan_user_data;
    catvton_pull_progress_fn progress;  ///< NULL: unused
    void* progress_user_data;
    catvton_cancellation cancellation;  ///< obeyed within a second; 0: unused
} catvton_pull_options;
catvton_status catvton_pull_options_init(catvton_pull_options* options, uint32_t struct_size);

/// All models that have names. Also IO and, when CATVTON_HUB_MANIFEST names a file that is no
/// manifest, CORRUPT_WEIGHTS.
catvton_status catvton_models_list(catvton_models* models);
/// One of them. Also NOT_FOUND, naming those that there are, and as catvton_models_list.
catvton_status catvton_models_find(const char* name, catvton_models* models);
/// Downloads what the cache lacks of a model, and returns the model as it is then. Every byte is
/// checked against the hash that the hub names; where that differs from what this library was made
/// with, the hub's counts and one warning is logged. What has arrived is kept for the next time.
/// Also NOT_FOUND (name, repository, revision, file; or offline and incomplete), IO (network,
/// disk), CORRUPT_WEIGHTS (an answer or a content that is not what was announced), CANCELLED.
catvton_status catvton_models_pull(const char* name, const catvton_pull_options* options,
                                   catvton_models* models);
/// The same for whatever `model` names, which must not be NULL: owner/repository sources too, of
/// which the files that a pipeline and its masker read are downloaded. Does nothing, and does not
/// use the network, when all are on the disk, the sources are folders and files, or the call is
/// offline. Errors as catvton_models_pull.
catvton_status catvton_models_pull_missing(const catvton_model_options* model,
                                           const catvton_pull_options* options);
/// Hashes the files of a model that are on this disk; their states are in the result. Of `options`
/// progress and cancellation are used. Also NOT_FOUND (name), IO, CANCELLED.
catvton_status catvton_models_verify(const char* name, const catvton_pull_options* options,
                                     catvton_models* models);

catvton_status catvton_models_get_count(catvton_models models, uint64_t* count);
/// model: 0..count - 1, here and below.
catvton_status catvton_models_get_info(catvton_models models, uint64_t model,
                                       catvton_model_info* info);
/// index: 0..file_count - 1.
catvton_status catvton_models_get_file(catvton_models models, uint64_t model, uint64_t index,
                                       catvton_model_file* file);
/// index: 0..license_count - 1.
catvton_status catvton_models_get_license(catvton_models models, uint64_t model, uint64_t index,
                                          catvton_model_license* license);
/// A folder of the model, or of one of its repositories that are (in part) on this disk. index:
/// 0..folder_count - 1. The string lives as long as the handle.
catvton_status catvton_models_get_folder(catvton_models models, uint64_t model, uint64_t index,
                                         const char** folder);
catvton_status catvton_models_free(catvton_models models);

/* ---- Initial values of the structs -------------------------------------------------------- */
// clang-format off
#define CATVTON_WEIGHTS_INFO_INIT {sizeof(catvton_weights_info), 0, NULL, 0, 0}
#define CATVTON_TENSOR_INFO_INIT {sizeof(catvton_tensor_info), 0, NULL, NULL, NULL}
#define CATVTON_MODEL_INFO_INIT {sizeof(catvton_model_info), 0, NULL, NULL, 0, 0, 0, 0}
#define CATVTON_MODEL_FILE_INIT {sizeof(catvton_model_file), 0, NULL, NULL, NULL, NULL, 0}
#define CATVTON_MODEL_LICENSE_INIT {sizeof(catvton_model_license), 0, NULL, NULL, NULL, NULL}
#define CATVTON_PULL_OPTIONS_INIT {sizeof(catvton_pull_options), 0, 0, 0, 1.0, NULL, NULL, NULL, \
    NULL, 0}
// clang-format on

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
