#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <string>

#include "catvton/pipeline.hpp"
#include "pretrained.hpp"
#include "run_hooks.hpp"
#include "seed.hpp"
#include "strict_argument.hpp"

namespace catvton::python {

using BoundPipeline = Owner<Pipeline>;

/// What every kind of run is told besides its pictures.
struct RunKeywords {
    TryOnOptions options;
    std::optional<StepCallback> step_end;
    std::optional<PreviewCallback> preview;
    bool progress_bar = false;
};

/// The docstring's part about these arguments, about results and errors.
extern const char* const kRunKeywordsDoc;

/// Defines a run whose own arguments, of the types `Inputs`, are described by `arguments`; the
/// keywords of all runs follow them. Their names and defaults stand here and nowhere else.
template <class... Inputs, class Run, class... Arguments>
void def_run(OwnerClass<Pipeline>& bound, const char* name, Run run, const std::string& doc,
             const Arguments&... arguments) {
    namespace py = pybind11;
    using namespace py::literals;
    const TryOnOptions defaults;
    bound.def(
        name,
        [run](BoundPipeline& self, Inputs... inputs, std::optional<int> height,
              std::optional<int> width, std::optional<int> num_inference_steps,
              double guidance_scale, std::optional<std::int64_t> seed,
              const std::optional<TorchGenerator>& generator, double eta, int mask_blur,
              bool repaint, Geometry geometry, LockPolicy lock_policy, double lock_timeout_seconds,
              double deadline_seconds, const std::optional<CancellationToken>& cancellation,
              std::optional<StepCallback> callback_on_step_end,
              std::optional<PreviewCallback> callback_on_preview, int preview_every,
              bool progress_bar) {
            RunKeywords keywords{self->default_options(), std::move(callback_on_step_end),
                                 std::move(callback_on_preview), progress_bar};
            TryOnOptions& options = keywords.options;
            options.height = height.value_or(options.height);
            options.width = width.value_or(options.width);
            options.num_inference_steps = num_inference_steps.value_or(options.num_inference_steps);
            options.guidance_scale = guidance_scale;
            options.seed = choose_seed(seed, generator);
            options.eta = eta;
            options.mask_blur = mask_blur;
            options.repaint = repaint;
            options.geometry = geometry;
            options.lock_policy = lock_policy;
            options.lock_timeout_seconds = lock_timeout_seconds;
            options.deadline_seconds = deadline_seconds;
            if (cancellation) options.cancellation = *cancellation;
            options.preview_every = preview_every;
            return run(self, inputs..., keywords);
        },
        arguments..., "height"_strict = py::none(), "width"_strict = py::none(),
        "num_inference_steps"_strict = py::none(),
        "guidance_scale"_strict = defaults.guidance_scale, "seed"_strict = py::none(),
        "generator"_a = py::none(), "eta"_strict = defaults.eta,
        "mask_blur"_strict = defaults.mask_blur, "repaint"_strict = defaults.repaint,
        "geometry"_a = defaults.geometry, "lock_policy"_a = defaults.lock_policy,
        "lock_timeout_seconds"_strict = defaults.lock_timeout_seconds,
        "deadline_seconds"_strict = defaults.deadline_seconds, "cancellation"_a = py::none(),
        "callback_on_step_end"_a = py::none(), "callback_on_preview"_a = py::none(),
        "preview_every"_strict = defaults.preview_every, "progress_bar"_strict = false,
        doc.c_str());
}

}  // namespace catvton::python
