#include "nn/attention_tiles.hpp"

namespace catvton::nn {

const AttentionKernel& attention_kernel_avx2() {
    // 12 of 16 registers hold sums, 3 a row of the tile.
    static constexpr auto kKernel = AttentionTiles<8, 3, 4, 4, 64>::kernel("avx2");
    return kKernel;
}

}  // namespace catvton::nn
