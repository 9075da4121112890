#pragma once

#include <chrono>

#include "catvton/options.hpp"
#include "runtime/inference_lock.hpp"

namespace catvton {

/// Follows one run: measures its stages, tells the caller, and stops the run when it should not go
/// on.
class RunMonitor {
public:
    using Clock = std::chrono::steady_clock;

    /// Keeps a reference to `options`.
    RunMonitor(const TryOnOptions& options, const runtime::Deadline& deadline)
        : options_(options), deadline_(deadline) {}

    /// A stage begins, or a step has finished. Throws cancelled or deadline_exceeded.
    void report(Stage stage, int step);
    /// The seconds of all stages.
    StageSeconds finish();
    /// Leaves time out of the account: waiting for the lock.
    void skip(Clock::duration waited);

private:
    void check() const;
    void close_stage();

    const TryOnOptions& options_;
    const runtime::Deadline deadline_;
    Stage stage_ = Stage::prepare;
    Clock::time_point start_ = Clock::now();
    Clock::time_point stage_start_ = start_;
    StageSeconds seconds_;
};

}  // namespace catvton
