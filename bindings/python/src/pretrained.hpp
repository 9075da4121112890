#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "argument.hpp"
#include "catvton/error.hpp"
#include "catvton/gpu_context.hpp"
#include "catvton/options.hpp"
#include "enum_text.hpp"
#include "released_gil.hpp"

namespace catvton::python {

/// The given context, or a new one with the given device options: not both.
std::shared_ptr<GpuContext> context_for(const std::optional<std::shared_ptr<GpuContext>>& given,
                                        const std::optional<std::string>& device,
                                        std::optional<Precision> precision,
                                        std::optional<int> threads);

/// What follows the summary in the docstring of every from_pretrained.
extern const char* const kPretrainedDoc;

/// A class over one of the library's, which keeps the context and goes without the GIL: its memory
/// may be gigabytes, and its destructor may log to Python. May be used from any thread.
template <class Wrapped>
class Owner {
public:
    Owner(std::shared_ptr<GpuContext> owner, const ModelOptions& options)
        : context(std::move(owner)), wrapped_(std::make_shared<Wrapped>(context, options)) {}
    ~Owner() {
        const pybind11::gil_scoped_release release;
        close();
        context.reset();
    }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

    /// Lets go of the model; calls that run keep it until they end. Needs no GIL.
    void close() noexcept { const std::shared_ptr<Wrapped> last = exchange(nullptr); }

    /// The model, kept while the caller has it; throws invalid_state after close().
    std::shared_ptr<Wrapped> open() const {
        const std::lock_guard lock(mutex_);
        if (!wrapped_) {
            throw Error(ErrorCode::invalid_state, "the model is closed: load it again");
        }
        return wrapped_;
    }
    std::shared_ptr<Wrapped> operator->() const { return open(); }

    bool closed() const noexcept {
        const std::lock_guard lock(mutex_);
        return !wrapped_;
    }

    std::shared_ptr<GpuContext> context;

private:
    std::shared_ptr<Wrapped> exchange(std::shared_ptr<Wrapped> next) noexcept {
        const std::lock_guard lock(mutex_);
        return std::exchange(wrapped_, std::move(next));
    }

    mutable std::mutex mutex_;
    std::shared_ptr<Wrapped> wrapped_;
};

template <class Wrapped>
using OwnerClass = pybind11::class_<Owner<Wrapped>, std::shared_ptr<Owner<Wrapped>>>;

/// Gives `bound` close(), `closed`, and the methods of a `with` statement.
template <class Wrapped>
void def_close(OwnerClass<Wrapped>& bound) {
    namespace py = pybind11;
    using namespace py::literals;
    bound.def(
        "close", [](Owner<Wrapped>& self) { self.close(); },
        py::call_guard<py::gil_scoped_release>(),
        "Frees the model now instead of with the last reference. Calls that run end as they "
        "would;\n"
        "later ones raise InvalidStateError. Closing twice is allowed. A `with` statement closes.");
    bound.def_property_readonly("closed", &Owner<Wrapped>::closed, "The model was freed.");
    bound.def("__enter__", [](std::shared_ptr<Owner<Wrapped>> self) { return self; });
    bound.def(
        "__exit__",
        [](Owner<Wrapped>& self, const py::object&, const py::object&, const py::object&) {
            const py::gil_scoped_release release;
            self.close();
        },
        "kind"_a, "error"_a, "traceback"_a);
}

/// Gives `bound` from_pretrained, the property `context`, and what def_close does.
template <class Wrapped>
void def_from_pretrained(OwnerClass<Wrapped>& bound, const std::string& summary) {
    namespace py = pybind11;
    using namespace py::literals;
    const ModelOptions defaults;
    bound.def_static(
        "from_pretrained",
        [](Argument<"model", std::filesystem::path> model,
           Argument<"device", std::optional<std::string>> device,
           Argument<"precision", std::optional<Precision>> precision,
           Argument<"threads", std::optional<int>> threads,
           const std::optional<std::shared_ptr<GpuContext>>& context,
           Argument<"base_model", std::filesystem::path> base_model,
           Argument<"vae", std::filesystem::path> vae,
           Argument<"resume_path", std::filesystem::path> resume_path,
           Argument<"attention_version", AttentionVersion> attention_version,
           Argument<"mask_free", bool> mask_free) {
            const ModelOptions options{model.value.string(),    base_model.value.string(),
                                       vae.value.string(),      resume_path.value.string(),
                                       attention_version.value, mask_free.value};
            const ReleasedGil released;
            return std::make_shared<Owner<Wrapped>>(
                context_for(context, device.value, precision.value, threads.value), options);
        },
        "model"_a, py::kw_only(), "device"_a = py::none(), "precision"_a = py::none(),
        "threads"_a = py::none(), "context"_a = py::none(), "base_model"_a = defaults.base_model,
        "vae"_a = defaults.vae, "resume_path"_a = defaults.resume_path,
        "attention_version"_a = defaults.attention_version, "mask_free"_a = defaults.mask_free,
        (summary + kPretrainedDoc).c_str());
    bound.def_property_readonly(
        "context", [](const Owner<Wrapped>& self) { return self.context; },
        "The context that it computes on; others may share it.");
    def_close(bound);
}

}  // namespace catvton::python
