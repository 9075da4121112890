#pragma once

#include "catvton/image.hpp"

namespace catvton::masker {

/// cv::resize of 8-bit pixels with INTER_LINEAR (no antialiasing, 11-bit weights), bit for bit;
/// halving both sides exactly averages 2x2 pixels, as OpenCV does.
Image resize_linear(const ImageView& image, int width, int height);

}  // namespace catvton::masker
