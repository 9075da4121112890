#include "hub/progress_reporter.hpp"

#include "catvton/error.hpp"

namespace catvton::hub {

namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);

}  // namespace

void throw_cancelled() {
    throw Error(ErrorCode::cancelled, "stopped; what has arrived is kept for the next time");
}

void check_cancelled(const PullOptions& options) {
    if (options.cancellation.cancelled()) throw_cancelled();
}

ProgressReporter::ProgressReporter(const PullOptions& options, std::uint64_t download_bytes)
    : options_(options) {
    progress_.download_bytes = download_bytes;
}

void ProgressReporter::begin_file(const ModelFile& file) {
    progress_.repository = file.repository;
    progress_.path = file.path;
    progress_.file_bytes = file.bytes;
    progress_.file_done = 0;
    progress_.download_done = files_done_;
    tell();
}

void ProgressReporter::set_done(std::uint64_t file_done) {
    progress_.file_done = file_done;
    progress_.download_done = files_done_ + file_done;
    if (std::chrono::steady_clock::now() - last_ >= kInterval) tell();
}

void ProgressReporter::end_file() {
    files_done_ += progress_.file_bytes;
    progress_.file_done = progress_.file_bytes;
    progress_.download_done = files_done_;
    tell();
}

void ProgressReporter::tell() {
    check_cancelled(options_);
    last_ = std::chrono::steady_clock::now();
    if (options_.progress && options_.progress(progress_) == ProgressAction::cancel)
        throw_cancelled();
}

}  // namespace catvton::hub
