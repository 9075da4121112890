#pragma once

#include <chrono>
#include <cstdint>

#include "catvton/model_hub.hpp"

namespace catvton::hub {

/// Tells a caller how its files come along, a few times a second, and stops when it says so.
class ProgressReporter {
public:
    ProgressReporter(const PullOptions& options, std::uint64_t download_bytes);

    /// Throws cancelled when the caller's token or callback asks for it.
    void begin_file(const ModelFile& file);
    void set_done(std::uint64_t file_done);
    void end_file();

private:
    void tell();

    const PullOptions& options_;
    PullProgress progress_;
    std::uint64_t files_done_ = 0;  ///< bytes of the files before this one
    std::chrono::steady_clock::time_point last_{};
};

/// Throws cancelled when the token is set.
void check_cancelled(const PullOptions& options);
/// Throws cancelled.
[[noreturn]] void throw_cancelled();

}  // namespace catvton::hub
