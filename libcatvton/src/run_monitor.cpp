#include "run_monitor.hpp"

#include <string>

#include "catvton/error.hpp"

namespace catvton {

namespace {

double seconds_since(RunMonitor::Clock::time_point start) {
    return std::chrono::duration<double>(RunMonitor::Clock::now() - start).count();
}

}  // namespace

void RunMonitor::report(Stage stage, int step) {
    if (stage != stage_) {
        close_stage();
        stage_ = stage;
    }
    check();
    if (!options_.progress) return;
    const Progress progress{stage, step, options_.num_inference_steps, seconds_since(start_)};
    if (options_.progress(progress) == ProgressAction::cancel) {
        throw Error(ErrorCode::cancelled, "cancelled by the progress callback");
    }
}

void RunMonitor::check() const {
    if (options_.cancellation.cancelled()) throw Error(ErrorCode::cancelled, "cancelled");
    if (deadline_ && Clock::now() >= *deadline_) {
        throw Error(ErrorCode::deadline_exceeded, "the run did not finish within its deadline of " +
                                                      std::to_string(options_.deadline_seconds) +
                                                      " s");
    }
}

StageSeconds RunMonitor::finish() {
    close_stage();
    seconds_.total = seconds_since(start_);
    return seconds_;
}

void RunMonitor::skip(Clock::duration waited) {
    start_ += waited;
    stage_start_ += waited;
}

void RunMonitor::close_stage() {
    const double elapsed = seconds_since(stage_start_);
    stage_start_ = Clock::now();
    switch (stage_) {
        case Stage::prepare:
            seconds_.prepare += elapsed;
            break;
        case Stage::mask:
            seconds_.mask += elapsed;
            break;
        case Stage::encode:
            seconds_.encode += elapsed;
            break;
        case Stage::denoise:
            seconds_.denoise += elapsed;
            break;
        case Stage::decode:
            seconds_.decode += elapsed;
            break;
    }
}

}  // namespace catvton
