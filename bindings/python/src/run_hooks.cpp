#include "run_hooks.hpp"

#include <pybind11/stl.h>

#include <utility>

namespace py = pybind11;

namespace catvton::python {

RunHooks::RunHooks(TryOnOptions& options, std::optional<StepCallback> step_end,
                   std::optional<PreviewCallback> preview, bool progress_bar)
    : cancellation_(options.cancellation),
      step_end_(std::move(step_end)),
      preview_(std::move(preview)) {
    if (preview_.has_value() != (options.preview_every > 0)) {
        throw Error(ErrorCode::invalid_argument,
                    "callback_on_preview and preview_every go together: give both or neither");
    }
    if (preview_) {
        // Where it raises, the next progress report stops the run.
        options.preview = [this](const Image& image, int step) {
            callbacks_.call([&] {
                (*preview_)(to_array(image), step);
                return ProgressAction::keep_going;
            });
        };
    }
    options.validate();  // before a bar is shown
    if (progress_bar) {
        bar_ = py::module_::import("catvton._progress")
                   .attr("ProgressBar")(options.num_inference_steps);
    }
    // Signals are for the main thread. Elsewhere a run that nobody follows needs no GIL at all.
    if (step_end_ || preview_ || bar_ || on_main_thread()) {
        options.progress = [this](const Progress& progress) {
            return callbacks_.call([&] { return tell(progress); });
        };
    }
}

RunHooks::~RunHooks() {
    if (!bar_) return;
    try {
        bar_.attr("close")();
    } catch (py::error_already_set& error) {
        error.discard_as_unraisable("closing the progress bar");
    }
}

ProgressAction RunHooks::tell(const Progress& progress) {
    if (progress.stage != Stage::denoise || progress.step == 0) return ProgressAction::keep_going;
    if (bar_) bar_.attr("show")(progress.step);
    if (!step_end_) return ProgressAction::keep_going;
    return read_answer<"the answer of callback_on_step_end">((*step_end_)(progress));
}

}  // namespace catvton::python
