#include "nn/attention_tiles.hpp"

namespace catvton::nn {

const AttentionKernel& attention_kernel_portable() {
    // Four lanes are SSE2 and NEON. x86-64 has 16 vector registers at its baseline, others 32.
#if defined(__x86_64__)
    static constexpr auto kKernel = AttentionTiles<4, 3, 4, 4, 64>::kernel("portable");
#else
    static constexpr auto kKernel = AttentionTiles<4, 3, 8, 8, 64>::kernel("portable");
#endif
    return kKernel;
}

}  // namespace catvton::nn
