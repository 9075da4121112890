#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "catvton/options.hpp"

namespace catvton::runtime {

/// When to stop waiting; empty: never.
using Deadline = std::optional<std::chrono::steady_clock::time_point>;

/// `seconds` from now; 0 is no deadline.
Deadline deadline_after(double seconds);

/// The lock that serialises inferences on one context. Knows its holder, so that a callback that
/// calls back into the library is reported instead of deadlocking.
class InferenceLock {
public:
    /// Throws busy (refused, or the lock's time-out passed), deadline_exceeded, cancelled (while
    /// waiting) or invalid_state (this thread holds the lock already).
    void acquire(LockPolicy policy, double lock_timeout_seconds, const Deadline& deadline,
                 const CancellationToken& cancellation);
    void release() noexcept;
    bool held() const noexcept;

private:
    mutable std::mutex mutex_;
    std::condition_variable released_;
    bool held_ = false;
    std::thread::id holder_;
};

}  // namespace catvton::runtime
