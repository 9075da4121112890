#pragma once

#include "image/png_layout.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// Decodes a file that parse_png has accepted. Every warning of the decoder is fatal: it throws
/// invalid_image. 16-bit samples keep their high byte; palettes and tRNS are expanded.
Raster decode_png(const PngLayout& layout);

}  // namespace catvton::image
