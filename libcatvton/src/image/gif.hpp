#pragma once

#include <vector>

#include "catvton/image.hpp"
#include "image/byte_view.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// The first frame of a GIF file.
struct GifLayout {
    ImageInfo info;  ///< width and height are those of the canvas
    int left = 0, top = 0, frame_width = 0, frame_height = 0;
    bool interlaced = false;
    int transparent = -1;  ///< palette index, -1 for none
    Bytes palette;         ///< RGB entries
    unsigned literal_bits = 0;
    std::vector<std::uint8_t> data;  ///< compressed indices, without block lengths
};

/// Walks all blocks to the trailer. Throws invalid_image, too_large.
GifLayout parse_gif(Bytes file, const DecodeOptions& options);
/// Throws invalid_image when the data is broken or too short.
Raster decode_gif(const GifLayout& layout);

}  // namespace catvton::image
