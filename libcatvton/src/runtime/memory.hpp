#pragma once

#include <c10/core/Device.h>

#include <cstdint>

#include "catvton/gpu_context.hpp"

namespace catvton::runtime {

/// Memory of the device, or of the machine (within its control group) on a CPU. Fields that the
/// system does not tell are 0.
MemoryInfo memory_info(c10::Device device);

/// Starts a new peak: CUDA allocators only, the operating system's peak of a process cannot be
/// reset portably.
void reset_peak_memory(c10::Device device);

/// Gives memory that the allocator keeps for later back to the device, on a CPU to the system.
void release_cached_memory(c10::Device device);

}  // namespace catvton::runtime
