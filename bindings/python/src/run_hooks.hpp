#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/typing.h>

#include <optional>

#include "callbacks.hpp"
#include "catvton/options.hpp"
#include "enum_text.hpp"
#include "image_argument.hpp"

namespace catvton::python {

using StepCallback = pybind11::typing::Callable<std::optional<ProgressAction>(const Progress&)>;
using PreviewCallback = pybind11::typing::Callable<pybind11::none(PixelArray, int)>;

/// What Python wants to be told during a run. Lives as long as the run does; made and destroyed
/// with the GIL.
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
        return callbacks_.run(cancellation_, work);
    }

private:
    ProgressAction tell(const Progress& progress);

    CancellationToken cancellation_;
    std::optional<StepCallback> step_end_;
    std::optional<PreviewCallback> preview_;
    pybind11::object bar_;
    Callbacks callbacks_;
};

}  // namespace catvton::python
