#pragma once

namespace catvton::nn {

#if defined(__x86_64__)
inline bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
inline bool has_avx512() { return has_avx2() && __builtin_cpu_supports("avx512f"); }

/// AMD's Zen has pipes for additions beside those that multiply; elsewhere they share them.
inline bool adds_beside_multiplying() { return __builtin_cpu_is("amd"); }
#endif

}  // namespace catvton::nn
