#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/typing.h>

#include <exception>
#include <optional>

#include "catvton/options.hpp"
#include "enum_text.hpp"
#include "image_argument.hpp"
#include "without_gil.hpp"

namespace catvton::python {

using StepCallback = pybind11::typing::Callable<std::optional<ProgressAction>(const Progress&)>;
using PreviewCallback = pybind11::typing::Callable<pybind11::none(PixelArray, int)>;

/// What Python wants to be told during a run, and how the run is stopped from there. An exception
/// of a callback stops the run and comes out of it; it never passes through the library. Lives as
/// long as the run does; made and destroyed with the GIL.
class RunHooks {
public:
    RunHooks(TryOnOptions& options, std::optional<StepCallback> step_end,
             std::optional<PreviewCallback> preview, bool progress_bar);
    ~RunHooks();
    RunHooks(const RunHooks&) = delete;
    RunHooks& operator=(const RunHooks&) = delete;

    /// Runs `work` without the GIL.
    template <class Work>
    auto run(Work&& work) -> decltype(work()) {
        try {
            return without_gil(cancellation_, work);
        } catch (const Error&) {
            if (raised_) std::rethrow_exception(raised_);
            throw;
        }
    }

private:
    ProgressAction on_progress(const Progress& progress);
    ProgressAction tell(const Progress& progress);
    void on_preview(const Image& image, int step);

    CancellationToken cancellation_;
    std::optional<StepCallback> step_end_;
    std::optional<PreviewCallback> preview_;
    pybind11::object bar_;
    std::exception_ptr raised_;
};

}  // namespace catvton::python
