#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "catvton/model_hub.hpp"

namespace catvton::cli {

/// "4.7 GB"; 0 bytes mean that the size is not known.
std::string byte_text(std::uint64_t bytes);
/// "CC BY-NC-SA 4.0: not for commercial use (https://...)".
std::string license_text(const ModelLicense& license);

/// Shows a download on standard error: first what it will be and under which licences, then a bar
/// that redraws itself on a terminal, else a line for each file.
class PullPrinter {
public:
    PullPrinter();
    void show(const PullPlan& plan);
    void show(const PullProgress& progress);
    /// Ends the line of the bar.
    void finish();

private:
    void show_bar(const PullProgress& progress);

    bool terminal_;
    bool line_open_ = false;
    std::string file_;
    std::chrono::steady_clock::time_point started_{};
    std::uint64_t done_at_start_ = 0;
};

}  // namespace catvton::cli
