#pragma once

#include "catvton/image.hpp"
#include "image/byte_view.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// Windows bitmaps without compression: 1, 4 or 8 bits with a palette, 24 or 32 bits.
struct BmpLayout {
    ImageInfo info;
    Bytes palette;  ///< entries of `palette_step` bytes, blue first
    Bytes pixels;   ///< rows padded to 4 bytes
    std::size_t palette_step = 4;
    std::size_t row_bytes = 0;  ///< with padding
    bool top_down = false;
};

/// Throws invalid_image, too_large, unsupported_format.
BmpLayout parse_bmp(Bytes file, const DecodeOptions& options);
Raster decode_bmp(const BmpLayout& layout);

}  // namespace catvton::image
