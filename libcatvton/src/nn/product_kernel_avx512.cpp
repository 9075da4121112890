#include "nn/product_tiles.hpp"

namespace catvton::nn {

const ProductKernel& product_kernel_avx512_64() {
    // 24 of 32 registers hold sums, 4 a row of the panel.
    static constexpr auto kKernel = ProductTiles<16, 4, 6, false>::kernel("avx512 64");
    return kKernel;
}

const ProductKernel& product_kernel_avx512_80() {
    // 25 of 32 registers hold sums, 5 a row of the panel.
    static constexpr auto kKernel = ProductTiles<16, 5, 5, false>::kernel("avx512 80");
    return kKernel;
}

const ProductKernel& product_kernel_avx512_folding_64() {
    // 20 of 32 registers hold sums, 8 two rows of the panel.
    static constexpr auto kKernel = ProductTiles<16, 4, 5, true>::kernel("avx512 folding 64");
    return kKernel;
}

const ProductKernel& product_kernel_avx512_folding_80() {
    // 20 of 32 registers hold sums, 10 two rows of the panel.
    static constexpr auto kKernel = ProductTiles<16, 5, 4, true>::kernel("avx512 folding 80");
    return kKernel;
}

}  // namespace catvton::nn
