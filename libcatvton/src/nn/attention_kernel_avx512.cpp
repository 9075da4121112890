#include "nn/attention_tiles.hpp"

namespace catvton::nn {

const AttentionKernel& attention_kernel_avx512() {
    // 24 or 20 of 32 registers hold sums, 4 a row of the tile.
    static constexpr auto kKernel = AttentionTiles<16, 4, 6, 5, 96>::kernel("avx512");
    return kKernel;
}

const AttentionKernel& attention_kernel_avx512_folding() {
    // 20 of 32 registers hold sums, 8 two rows of the tile. Whole blocks are three times as many
    // keys as are folded.
    static constexpr auto kKernel =
        AttentionTiles<16, 4, 5, 5, 120, true>::kernel("avx512 folding");
    return kKernel;
}

}  // namespace catvton::nn
