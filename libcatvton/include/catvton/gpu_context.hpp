#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "catvton/export.hpp"
#include "catvton/options.hpp"

namespace catvton {

namespace runtime {
class Context;
}

struct DeviceInfo {
    std::string name;  ///< "cpu", or the accelerator's marketing name
    std::string kind;  ///< "cpu" or "cuda"
    int index = 0;     ///< of the accelerator
    std::string
        capability;  ///< instruction set ("AVX2", "AVX512", ...) or compute capability ("9.0")
    Precision precision = Precision::fp32;  ///< in use; never automatic
    int threads = 1;                        ///< CPU threads of the kernels
};

struct MemoryInfo {
    std::uint64_t total =
        0;  ///< of the device, or of the machine (container limits respected) on a CPU
    std::uint64_t free = 0;       ///< available now
    std::uint64_t allocated = 0;  ///< by this process: resident set on a CPU, allocator on CUDA
    std::uint64_t peak = 0;       ///< highest `allocated` so far
};

/// A device, its precision, and the inference lock that the pipelines and maskers built on it
/// share. May be used from any thread; calls on one GpuContext run one at a time under its
/// inference lock. A context does not survive fork(): calls in the child throw invalid_state.
class CATVTON_API GpuContext {
public:
    /// Throws invalid_argument (bad field), not_found (no such device), device (it does not start).
    static std::shared_ptr<GpuContext> create(const DeviceOptions& options = {});
    ~GpuContext();
    GpuContext(const GpuContext&) = delete;
    GpuContext& operator=(const GpuContext&) = delete;

    DeviceInfo device() const;
    MemoryInfo memory() const;
    /// An inference holds the lock now.
    bool busy() const noexcept;

    /// For the library's own classes.
    runtime::Context& internal() noexcept { return *context_; }

private:
    explicit GpuContext(std::unique_ptr<runtime::Context> context);
    std::unique_ptr<runtime::Context> context_;
};

}  // namespace catvton
