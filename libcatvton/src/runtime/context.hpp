#pragma once

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/InferenceMode.h>
#include <sys/types.h>

#include <utility>

#include "catvton/gpu_context.hpp"
#include "runtime/inference_lock.hpp"

namespace catvton::runtime {

/// What stands behind GpuContext: the device, the element type of the networks, and the inference
/// lock.
class Context {
public:
    explicit Context(const DeviceOptions& options);

    at::Device device() const noexcept { return device_; }
    /// Of parameters and activations.
    at::ScalarType dtype() const noexcept { return dtype_; }
    InferenceLock& lock() noexcept { return lock_; }
    DeviceInfo info() const;
    MemoryInfo memory() const;
    bool busy() const noexcept { return lock_.held(); }
    /// Throws invalid_state in a process forked after the context was made: LibTorch's threads do
    /// not exist there.
    void check_process() const;
    /// CPU kernels take their thread count from the calling thread, so every entry sets it.
    void apply_threads() const;

private:
    at::Device device_;
    at::ScalarType dtype_;
    int threads_;
    pid_t process_;
    InferenceLock lock_;
};

/// Holds the inference lock and everything a thread needs to compute on the context: inference
/// mode, the device, the thread count.
class InferenceGuard {
public:
    InferenceGuard(Context& context, LockPolicy policy, double lock_timeout_seconds,
                   const Deadline& deadline, const CancellationToken& cancellation);
    /// Waits for the lock without a limit.
    explicit InferenceGuard(Context& context);
    ~InferenceGuard();
    InferenceGuard(const InferenceGuard&) = delete;
    InferenceGuard& operator=(const InferenceGuard&) = delete;

private:
    Context& context_;
    c10::InferenceMode inference_mode_;
    c10::OptionalDeviceGuard device_guard_;
};

/// Throws the current exception again as a catvton::Error: out-of-memory is recognised on every
/// device, other LibTorch errors become `device` on an accelerator and `internal` on a CPU. Call in
/// a catch block.
[[noreturn]] void rethrow_as_error(at::Device device);

/// Runs `work`; whatever leaves it is a catvton::Error, and after out-of-memory the allocator's
/// cache is empty. The cache is emptied when the failed call's tensors are gone, so that the
/// context is usable afterwards.
template <class Work>
auto with_errors(const Context& context, Work&& work) -> decltype(work()) {
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        rethrow_as_error(context.device());
    }
}

}  // namespace catvton::runtime
