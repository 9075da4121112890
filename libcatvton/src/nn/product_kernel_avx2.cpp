#include "nn/product_tiles.hpp"

namespace catvton::nn {

const ProductKernel& product_kernel_avx2() {
    // 12 of 16 registers hold sums, 2 a row of the panel.
    static constexpr auto kKernel = ProductTiles<8, 2, 6, false>::kernel("avx2");
    return kKernel;
}

}  // namespace catvton::nn
