#pragma once

#include "catvton/image.hpp"

namespace catvton::masker {

/// Dilation of a grey image by a box of side x side pixels (odd) anchored at its centre: a pixel
/// becomes 1 where any pixel below the box is non-zero, else 0. Nothing beyond the border counts.
Image dilate_box(const Image& binary, int side);
/// The opposite: 1 where all pixels below the box (those inside the image) are non-zero.
Image erode_box(const Image& binary, int side);
/// `value`, or the next number if it is even: kernels need a centre.
constexpr int made_odd(int value) noexcept { return value % 2 == 0 ? value + 1 : value; }

}  // namespace catvton::masker
