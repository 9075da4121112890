#include "run_hooks.hpp"

#include <pybind11/stl.h>

#include <string>
#include <utility>

#include "argument.hpp"

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
        options.preview = [this](const Image& image, int step) { on_preview(image, step); };
    }
    options.validate();  // before a bar is shown
    if (progress_bar) {
        bar_ = py::module_::import("catvton._progress")
                   .attr("ProgressBar")(options.num_inference_steps);
    }
    // Signals are for the main thread. Elsewhere a run that nobody follows needs no GIL at all.
    if (step_end_ || preview_ || bar_ || on_main_thread()) {
        options.progress = [this](const Progress& progress) { return on_progress(progress); };
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

ProgressAction RunHooks::on_progress(const Progress& progress) {
    const py::gil_scoped_acquire gil;
    if (raised_) return ProgressAction::cancel;
    try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        return tell(progress);
    } catch (...) {
        raised_ = std::current_exception();
        return ProgressAction::cancel;
    }
}

ProgressAction RunHooks::tell(const Progress& progress) {
    if (progress.stage != Stage::denoise || progress.step == 0) return ProgressAction::keep_going;
    if (bar_) bar_.attr("show")(progress.step);
    if (!step_end_) return ProgressAction::keep_going;
    const py::object answer = (*step_end_)(progress);
    // Not a bool, which would mean opposite things to different readers.
    return ArgumentReader<std::optional<ProgressAction>>::read("the answer of callback_on_step_end",
                                                               answer)
        .value_or(ProgressAction::keep_going);
}

void RunHooks::on_preview(const Image& image, int step) {
    const py::gil_scoped_acquire gil;
    if (raised_) return;
    try {
        (*preview_)(to_array(image), step);
    } catch (...) {
        raised_ = std::current_exception();  // the next progress report stops the run
    }
}

}  // namespace catvton::python
