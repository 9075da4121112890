#pragma once

#include <cstdint>
#include <vector>

#include "catvton/image.hpp"

namespace catvton::masker {

/// OpenCV's 8-bit Gaussian kernel of `size` (odd) samples with automatic sigma, in 1/256; the sum
/// is 256.
std::vector<std::uint32_t> fixed_point_gaussian(int size);

/// OpenCV's bit-exact 8-bit GaussianBlur of a grey image with sigma 0 and border reflect-101.
Image fixed_point_blur(const Image& image, int size);

}  // namespace catvton::masker
