#pragma once

#include <cstdint>

namespace catvton::nn {

/// How a convolution's kernel meets the picture; equal on both axes.
struct Conv2dGeometry {
    std::int64_t kernel = 3;
    std::int64_t stride = 1;
    std::int64_t padding = 1;
    std::int64_t dilation = 1;

    /// An odd kernel, padded so that stride 1 keeps the size.
    static Conv2dGeometry centred(std::int64_t kernel, std::int64_t stride = 1,
                                  std::int64_t dilation = 1) {
        return {.kernel = kernel,
                .stride = stride,
                .padding = kernel / 2 * dilation,
                .dilation = dilation};
    }
    /// Every pixel of the result is a product with one pixel's channels.
    bool is_pointwise() const noexcept { return kernel == 1 && padding == 0; }
    bool keeps_size() const noexcept {
        return stride == 1 && dilation * (kernel - 1) == 2 * padding;
    }
};

}  // namespace catvton::nn
