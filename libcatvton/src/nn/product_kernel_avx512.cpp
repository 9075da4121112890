#include "nn/product_tiles.hpp"

namespace catvton::nn {

const ProductKernel& product_kernel_avx512_64() {
    // 24 of 32 registers hold sums, 4 a row of the panel.
    static constexpr auto kKernel = ProductTiles<16, 4, 6>::kernel("avx512 64");
    return kKernel;
}

const ProductKernel& product_kernel_avx512_80() {
    // 25 of 32 registers hold sums, 5 a row of the panel.
    static constexpr auto kKernel = ProductTiles<16, 5, 5>::kernel("avx512 80");
    return kKernel;
}

}  // namespace catvton::nn
