#pragma once

#include <cstdint>
#include <vector>

#include "catvton/image.hpp"

namespace catvton::image {

using EncodedFile = std::vector<std::uint8_t>;

/// Grey, RGB or RGBA pixels; the view is known to be valid.
EncodedFile encode_png(const ImageView& image);
/// Grey or RGB pixels; quality 1..100.
EncodedFile encode_jpeg(const ImageView& image, int quality);
/// RGB or RGBA pixels; quality 1..100.
EncodedFile encode_webp(const ImageView& image, int quality);

}  // namespace catvton::image
