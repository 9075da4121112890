#include "model_hub.hpp"

#include "catvton/model_hub.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>
#include <pybind11/typing.h>

#include <optional>
#include <string>
#include <vector>

#include "argument.hpp"
#include "callbacks.hpp"
#include "enum_text.hpp"
#include "record.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

using PlanCallback = py::typing::Callable<std::optional<ProgressAction>(const PullPlan&)>;
using PullCallback = py::typing::Callable<std::optional<ProgressAction>(const PullProgress&)>;

/// Runs `work` with `options` that tell Python's callbacks.
template <class Work>
auto watched(PullOptions& options, const std::optional<CancellationToken>& cancellation,
             const std::optional<PlanCallback>& plan, const std::optional<PullCallback>& progress,
             Work&& work) {
    Callbacks callbacks;
    if (cancellation) options.cancellation = *cancellation;
    if (plan) {
        options.plan = [&](const PullPlan& now) {
            return callbacks.call(
                [&] { return read_answer<"the answer of callback_on_plan">((*plan)(now)); });
        };
    }
    if (progress) {
        options.progress = [&](const PullProgress& now) {
            return callbacks.call([&] {
                return read_answer<"the answer of callback_on_progress">((*progress)(now));
            });
        };
    }
    return callbacks.run(options.cancellation, [&] { return work(options); });
}

ModelInfo pull(Argument<"name", std::string> name, Argument<"offline", bool> offline,
               Argument<"latest", bool> latest, Argument<"check_cached", bool> check_cached,
               Argument<"retry_delay_seconds", double> retry_delay_seconds,
               const std::optional<CancellationToken>& cancellation,
               const std::optional<PlanCallback>& callback_on_plan,
               const std::optional<PullCallback>& callback_on_progress) {
    PullOptions options;
    options.offline = offline.value;
    options.latest = latest.value;
    options.check_cached = check_cached.value;
    options.retry_delay_seconds = retry_delay_seconds.value;
    return watched(options, cancellation, callback_on_plan, callback_on_progress,
                   [&](const PullOptions& set) { return pull_model(name.value, set); });
}

std::vector<FileCheck> verify(Argument<"name", std::string> name,
                              const std::optional<CancellationToken>& cancellation,
                              const std::optional<PullCallback>& callback_on_progress) {
    PullOptions options;
    return watched(options, cancellation, std::nullopt, callback_on_progress,
                   [&](const PullOptions& set) { return verify_model(name.value, set); });
}

constexpr const char* kPullDoc =
    "Downloads what the Hugging Face cache lacks of a model. Every byte is checked against the\n"
    "hash that the hub names; what has arrived when a download ends early is kept.\n\n"
    "HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean in\n"
    "huggingface_hub. May be called from any thread and by several processes at once; the GIL is\n"
    "released meanwhile.\n\n"
    "Args:\n"
    "    name: As Pipeline.from_pretrained takes it.\n"
    "    offline: Uses the cache only, as HF_HUB_OFFLINE does.\n"
    "    latest: Takes the newest revision instead of the one that the library was made for.\n"
    "    check_cached: Hashes the files that are there, and replaces damaged ones.\n"
    "    retry_delay_seconds: Before the second attempt, 0..60; doubles up to 8 times.\n"
    "    cancellation: Stops the download from another thread, within a second.\n"
    "    callback_on_plan: Called once, when all sizes are known and before the first byte is\n"
    "        downloaded; returns None or 'keep_going' to go on, 'cancel' to stop.\n"
    "    callback_on_progress: Called on this thread a few times a second; returns the same. What\n"
    "        a callback raises comes out of this call. It must not pull.\n"
    "\n"
    "Returns:\n"
    "    The model, as it is then.\n"
    "\n"
    "Raises:\n"
    "    NotFoundError: Name, repository, revision or file; or offline and incomplete.\n"
    "    IoError: Network or disk.\n"
    "    CorruptWeightsError: An answer or a content that is not what was announced.\n"
    "    CancelledError: A callback or the token stopped the download.\n"
    "    InvalidStateError: Called from a callback of a download.\n"
    "    KeyboardInterrupt: Ctrl-C; what has arrived is kept.";

constexpr const char* kVerifyDoc =
    "Hashes the files of a model that are on this disk. The GIL is released meanwhile.\n\n"
    "Args:\n"
    "    name: As Pipeline.from_pretrained takes it.\n"
    "    cancellation: Stops the call from another thread.\n"
    "    callback_on_progress: As in pull_model.\n"
    "\n"
    "Returns:\n"
    "    What was found of each file.\n"
    "\n"
    "Raises:\n"
    "    NotFoundError: No model has that name.\n"
    "    IoError: A file cannot be read.\n"
    "    CancelledError: The callback or the token stopped the call.\n"
    "    KeyboardInterrupt: Ctrl-C.";

void register_infos(py::module_& module) {
    Record<ModelLicense>(module, "ModelLicense", "Whom the files of one repository belong to.")
        .field("repository", &ModelLicense::repository, "owner/name.")
        .field("name", &ModelLicense::name, "'CC BY-NC-SA 4.0'.")
        .field("url", &ModelLicense::url, "Of its text; '' is none.")
        .field("terms", &ModelLicense::terms,
               "What it asks beyond keeping the notice, in a few words; or ''.")
        .finish();
    Record<ModelFile>(module, "ModelFile", "One file of a model.")
        .field("repository", &ModelFile::repository,
               "owner/name; '' is installed with the library.")
        .field("revision", &ModelFile::revision, "A commit, or a name such as 'main'.")
        .field("path", &ModelFile::path, "In the repository.")
        .field("bytes", &ModelFile::bytes, "0 is not known.")
        .computed(
            "location",
            [](const ModelFile& file) {
                return file.location.empty() ? std::nullopt : std::optional(file.location);
            },
            "On this disk; None is not there.")
        .finish();
    Record<ModelInfo>(module, "ModelInfo", "A model that has a name.")
        .field("name", &ModelInfo::name, "As Pipeline.from_pretrained takes it.")
        .field("description", &ModelInfo::description, "What it is, in a few words.")
        .field("complete", &ModelInfo::complete, "Every file is on this disk.")
        .field("bytes", &ModelInfo::bytes, "Of all files whose size is known.")
        .field("files", &ModelInfo::files, "What it consists of.")
        .field("licenses", &ModelInfo::licenses, "One for each repository.")
        .field("folders", &ModelInfo::folders,
               "Of the model, or of its repositories that are (in part) on this disk.")
        .finish();
    Record<PullPlan>(module, "PullPlan", "What pull_model is about to do.")
        .field("endpoint", &PullPlan::endpoint, "'https://huggingface.co'.")
        .field("files", &PullPlan::files, "Those without a location will be downloaded.")
        .field("licenses", &PullPlan::licenses, "Of these files.")
        .field("bytes", &PullPlan::bytes, "Of all files.")
        .field("download_bytes", &PullPlan::download_bytes, "Of those to be downloaded.")
        .finish();
    Record<PullProgress>(module, "PullProgress", "Where a download stands.")
        .field("repository", &PullProgress::repository, "owner/name.")
        .field("path", &PullProgress::path, "Of the file.")
        .field("file_bytes", &PullProgress::file_bytes, "Of this file.")
        .field("file_done", &PullProgress::file_done,
               "Of these on the disk; goes back when a file begins again.")
        .field("download_bytes", &PullProgress::download_bytes, "Of all files to be downloaded.")
        .field("download_done", &PullProgress::download_done, "Of these on the disk.")
        .finish();
    Record<FileCheck>(module, "FileCheck", "What verify_model found of a file.")
        .field("file", &FileCheck::file, "Which one.")
        .field("state", &FileCheck::state,
               "'good', 'missing', 'damaged' (its hash is another), or 'unknown' (there is nothing "
               "to compare it with).")
        .finish();
}

}  // namespace

void register_model_hub(py::module_& module) {
    register_infos(module);
    const PullOptions defaults;
    module.def("list_models", &list_models, py::call_guard<ReleasedGil>(),
               "All models that have names.\n\n"
               "Returns:\n"
               "    The models, with what of them is on this disk.\n"
               "\n"
               "Raises:\n"
               "    IoError: The cache cannot be read.");
    module.def(
        "find_model",
        [](Argument<"name", std::string> name) {
            const ReleasedGil released;
            return find_model(name.value);
        },
        "name"_a,
        "One of the models that have names.\n\n"
        "Args:\n"
        "    name: As Pipeline.from_pretrained takes it.\n"
        "\n"
        "Returns:\n"
        "    The model, with what of it is on this disk.\n"
        "\n"
        "Raises:\n"
        "    NotFoundError: No model has that name; the message has those that there are.");
    module.def("pull_model", &pull, "name"_a, py::kw_only(), "offline"_a = defaults.offline,
               "latest"_a = defaults.latest, "check_cached"_a = defaults.check_cached,
               "retry_delay_seconds"_a = defaults.retry_delay_seconds,
               "cancellation"_a = py::none(), "callback_on_plan"_a = py::none(),
               "callback_on_progress"_a = py::none(), kPullDoc);
    module.def("verify_model", &verify, "name"_a, py::kw_only(), "cancellation"_a = py::none(),
               "callback_on_progress"_a = py::none(), kVerifyDoc);
}

}  // namespace catvton::python
