#include "runtime/inference_lock.hpp"

#include <algorithm>

#include "catvton/error.hpp"

namespace catvton::runtime {

namespace {

using Clock = std::chrono::steady_clock;

// A cancellation token has no way to wake a waiter: it may be set from a signal handler.
constexpr auto kCancellationPoll = std::chrono::milliseconds(20);

Clock::duration to_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Deadline deadline_after(double seconds) {
    if (seconds <= 0) return std::nullopt;
    return Clock::now() + to_duration(seconds);
}

void InferenceLock::acquire(LockPolicy policy, double lock_timeout_seconds,
                            const Deadline& deadline, const CancellationToken& cancellation) {
    std::unique_lock lock(mutex_);
    if (held_ && holder_ == std::this_thread::get_id()) {
        throw Error(ErrorCode::invalid_state,
                    "called from a callback of a running inference: return from it first");
    }
    if (held_ && policy == LockPolicy::reject) {
        throw Error(ErrorCode::busy,
                    "another inference is running on this context: try again later");
    }
    const Deadline patience = policy == LockPolicy::timeout
                                  ? Deadline(Clock::now() + to_duration(lock_timeout_seconds))
                                  : std::nullopt;
    while (held_) {
        const auto now = Clock::now();
        if (cancellation.cancelled()) {
            throw Error(ErrorCode::cancelled, "cancelled while waiting for the inference lock");
        }
        if (deadline && now >= *deadline) {
            throw Error(ErrorCode::deadline_exceeded,
                        "the deadline passed while waiting for the inference lock");
        }
        if (patience && now >= *patience) {
            throw Error(ErrorCode::busy, "another inference still runs after " +
                                             std::to_string(lock_timeout_seconds) +
                                             " s: wait longer or try again later");
        }
        auto wake = now + kCancellationPoll;
        if (deadline) wake = std::min(wake, *deadline);
        if (patience) wake = std::min(wake, *patience);
        released_.wait_until(lock, wake);
    }
    held_ = true;
    holder_ = std::this_thread::get_id();
}

void InferenceLock::release() noexcept {
    {
        const std::lock_guard lock(mutex_);
        held_ = false;
        holder_ = {};
    }
    released_.notify_one();
}

bool InferenceLock::held() const noexcept {
    const std::lock_guard lock(mutex_);
    return held_;
}

}  // namespace catvton::runtime
