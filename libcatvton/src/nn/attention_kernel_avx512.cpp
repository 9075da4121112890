#include "nn/attention_tiles.hpp"

namespace catvton::nn {

const AttentionKernel& attention_kernel_avx512() {
    // 24 of 32 registers hold sums, 3 a row of the tile.
    static constexpr auto kKernel = AttentionTiles<16, 3, 8>::kernel("avx512");
    return kKernel;
}

}  // namespace catvton::nn
