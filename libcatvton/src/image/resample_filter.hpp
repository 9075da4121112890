#pragma once

#include <cstdint>
#include <vector>

#include "catvton/image.hpp"

namespace catvton::image {

/// Fraction bits of a resampling coefficient.
inline constexpr int kCoefficientBits = 22;

/// Weights of one axis: output i is the sum of taps(i) inputs from first[i] on.
struct AxisWeights {
    std::vector<int> first;          ///< first input index of each output
    std::vector<int> count;          ///< number of inputs of each output
    std::vector<std::int32_t> taps;  ///< `stride` fixed-point coefficients for each output
    std::size_t stride = 0;

    const std::int32_t* row(int i) const noexcept { return taps.data() + std::size_t(i) * stride; }
};

/// Coefficients of bilinear, bicubic or lanczos from `in` to `out` samples, to the last bit as
/// Pillow's. The arithmetic is double, without contraction.
AxisWeights axis_weights(int in, int out, ResizeFilter filter);

/// Source index of each output sample with nearest: the position is accumulated, not multiplied,
/// which decides exact ties.
std::vector<int> nearest_indices(int in, int out);

}  // namespace catvton::image
