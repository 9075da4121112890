#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <string>

#include "argument.hpp"
#include "catvton/pipeline.hpp"
#include "pretrained.hpp"
#include "run_hooks.hpp"
#include "seed.hpp"

namespace catvton::python {

using BoundPipeline = Owner<Pipeline>;

/// What every kind of run is told besides its pictures.
struct RunKeywords {
    TryOnOptions options;
    std::optional<StepCallback> step_end;
    std::optional<PreviewCallback> preview;
    bool progress_bar = false;
};

/// What the docstring of every run says of these arguments, and of errors.
extern const char* const kRunArgumentsDoc;
extern const char* const kRunErrorsDoc;

/// Defines a run whose own arguments, of the types `Inputs`, are described by `arguments`; the
/// keywords of all runs follow them. `doc` goes as far as the docstring's "Args:", `returns` is its
/// "Returns:". Their names and defaults stand here and nowhere else.
template <class... Inputs, class Run, class... Arguments>
void def_run(OwnerClass<Pipeline>& bound, const char* name, Run run, const std::string& doc,
             const std::string& returns, const Arguments&... arguments) {
    namespace py = pybind11;
    using namespace py::literals;
    const TryOnOptions defaults;
    bound.def(
        name,
        [run](BoundPipeline& self, Inputs... inputs, Argument<"height", std::optional<int>> height,
              Argument<"width", std::optional<int>> width,
              Argument<"num_inference_steps", std::optional<int>> num_inference_steps,
              Argument<"guidance_scale", double> guidance_scale,
              Argument<"seed", std::optional<std::int64_t>> seed,
              const std::optional<TorchGenerator>& generator, Argument<"eta", double> eta,
              Argument<"mask_blur", int> mask_blur, Argument<"repaint", bool> repaint,
              Argument<"geometry", Geometry> geometry,
              Argument<"lock_policy", LockPolicy> lock_policy,
              Argument<"lock_timeout_seconds", double> lock_timeout_seconds,
              Argument<"deadline_seconds", double> deadline_seconds,
              const std::optional<CancellationToken>& cancellation,
              std::optional<StepCallback> callback_on_step_end,
              std::optional<PreviewCallback> callback_on_preview,
              Argument<"preview_every", int> preview_every,
              Argument<"progress_bar", bool> progress_bar) {
            RunKeywords keywords{self->default_options(), std::move(callback_on_step_end),
                                 std::move(callback_on_preview), progress_bar.value};
            TryOnOptions& options = keywords.options;
            options.height = height.value.value_or(options.height);
            options.width = width.value.value_or(options.width);
            options.num_inference_steps =
                num_inference_steps.value.value_or(options.num_inference_steps);
            options.guidance_scale = guidance_scale.value;
            options.seed = choose_seed(seed.value, generator);
            options.eta = eta.value;
            options.mask_blur = mask_blur.value;
            options.repaint = repaint.value;
            options.geometry = geometry.value;
            options.lock_policy = lock_policy.value;
            options.lock_timeout_seconds = lock_timeout_seconds.value;
            options.deadline_seconds = deadline_seconds.value;
            if (cancellation) options.cancellation = *cancellation;
            options.preview_every = preview_every.value;
            return run(self, inputs..., keywords);
        },
        arguments..., "height"_a = py::none(), "width"_a = py::none(),
        "num_inference_steps"_a = py::none(), "guidance_scale"_a = defaults.guidance_scale,
        "seed"_a = py::none(), "generator"_a = py::none(), "eta"_a = defaults.eta,
        "mask_blur"_a = defaults.mask_blur, "repaint"_a = defaults.repaint,
        "geometry"_a = defaults.geometry, "lock_policy"_a = defaults.lock_policy,
        "lock_timeout_seconds"_a = defaults.lock_timeout_seconds,
        "deadline_seconds"_a = defaults.deadline_seconds, "cancellation"_a = py::none(),
        "callback_on_step_end"_a = py::none(), "callback_on_preview"_a = py::none(),
        "preview_every"_a = defaults.preview_every, "progress_bar"_a = false,
        (doc + kRunArgumentsDoc + returns + kRunErrorsDoc).c_str());
}

}  // namespace catvton::python
