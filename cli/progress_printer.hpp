#pragma once

#include <chrono>
#include <string>

#include "catvton/options.hpp"

namespace catvton::cli {

/// Shows a run on standard error: a bar that redraws itself on a terminal, else a line for each
/// step.
class ProgressPrinter {
public:
    ProgressPrinter();
    void show(const Progress& progress);
    /// Ends the line of the bar.
    void finish();

private:
    void show_step(const Progress& progress);

    bool terminal_;
    bool line_open_ = false;
    double denoise_started_ = 0.0;
};

}  // namespace catvton::cli
