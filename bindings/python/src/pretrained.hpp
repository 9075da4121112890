#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "catvton/gpu_context.hpp"
#include "catvton/options.hpp"
#include "enum_text.hpp"
#include "strict_argument.hpp"

namespace catvton::python {

/// The given context, or a new one with the given device options: not both.
std::shared_ptr<GpuContext> context_for(std::optional<std::shared_ptr<GpuContext>> given,
                                        std::optional<std::string> device,
                                        std::optional<Precision> precision,
                                        std::optional<int> threads);

/// What follows the summary in the docstring of every from_pretrained.
extern const char* const kPretrainedDoc;

/// A class over one of the library's, which keeps the context and goes without the GIL: its memory
/// may be gigabytes, and its destructor may log to Python.
template <class Wrapped>
class Owner {
public:
    Owner(std::shared_ptr<GpuContext> owner, const ModelOptions& options)
        : context(std::move(owner)), wrapped(std::in_place, context, options) {}
    ~Owner() {
        const pybind11::gil_scoped_release release;
        wrapped.reset();
        context.reset();
    }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    Wrapped& get() noexcept { return *wrapped; }
    Wrapped* operator->() noexcept { return &*wrapped; }

    std::shared_ptr<GpuContext> context;

private:
    std::optional<Wrapped> wrapped;
};

template <class Wrapped>
using OwnerClass = pybind11::class_<Owner<Wrapped>, std::shared_ptr<Owner<Wrapped>>>;

/// Gives `bound` from_pretrained and the property `context`.
template <class Wrapped>
void def_from_pretrained(OwnerClass<Wrapped>& bound, const std::string& summary) {
    namespace py = pybind11;
    using namespace py::literals;
    const ModelOptions defaults;
    bound.def_static(
        "from_pretrained",
        [](const std::filesystem::path& model, std::optional<std::string> device,
           std::optional<Precision> precision, std::optional<int> threads,
           std::optional<std::shared_ptr<GpuContext>> context, std::string base_model,
           std::string vae, std::string resume_path, AttentionVersion attention_version,
           bool mask_free) {
            const ModelOptions options{model.string(),    std::move(base_model),
                                       std::move(vae),    std::move(resume_path),
                                       attention_version, mask_free};
            const py::gil_scoped_release release;
            return std::make_shared<Owner<Wrapped>>(
                context_for(std::move(context), std::move(device), precision, threads), options);
        },
        "model"_a, py::kw_only(), "device"_a = py::none(), "precision"_a = py::none(),
        "threads"_strict = py::none(), "context"_a = py::none(),
        "base_model"_a = defaults.base_model, "vae"_a = defaults.vae,
        "resume_path"_a = defaults.resume_path, "attention_version"_a = defaults.attention_version,
        "mask_free"_strict = defaults.mask_free, (summary + kPretrainedDoc).c_str());
    bound.def_property_readonly(
        "context", [](const Owner<Wrapped>& self) { return self.context; },
        "The context that it computes on; others may share it.");
}

}  // namespace catvton::python
