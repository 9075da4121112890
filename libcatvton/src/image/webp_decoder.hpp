#pragma once

#include "image/raster.hpp"
#include "image/webp_layout.hpp"

namespace catvton::image {

/// Decodes the picture that parse_webp has found; around a smaller frame the canvas is transparent.
/// Throws invalid_image.
Raster decode_webp(const WebpLayout& layout);

}  // namespace catvton::image
