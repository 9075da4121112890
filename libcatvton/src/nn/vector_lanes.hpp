#pragma once

#include <cstdint>

// Vectors for kernels over the channels of a channels-last map, in a file that is compiled once and
// serves every processor.

// Before a function: one version for each processor family, chosen when the library is loaded. The
// sanitizers' runtimes do not live that early.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define CATVTON_FOR_EACH_PROCESSOR \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CATVTON_FOR_EACH_PROCESSOR
#endif

// Before a helper of such functions: it becomes part of each version. On its own it would have the
// plainest one's instructions.
#define CATVTON_INLINE __attribute__((always_inline)) inline

namespace catvton::nn {

/// A channel count must be a multiple of this.
constexpr std::int64_t kChannelStep = 16;

/// Some channels of one pixel, which need no alignment beyond a float's.
typedef float Lanes
    __attribute__((vector_size(kChannelStep * sizeof(float)), aligned(sizeof(float))));

CATVTON_INLINE void load(Lanes& lanes, const float* from) {
    __builtin_memcpy(&lanes, from, sizeof(Lanes));
}
CATVTON_INLINE void store(const Lanes& lanes, float* to) {
    __builtin_memcpy(to, &lanes, sizeof(Lanes));
}

}  // namespace catvton::nn
