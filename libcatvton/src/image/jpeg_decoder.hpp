#pragma once

#include "image/byte_view.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// Decodes a file that parse_jpeg has accepted. Every warning of the decoder about the data is
/// fatal: it throws invalid_image.
Raster decode_jpeg(Bytes file);

}  // namespace catvton::image
