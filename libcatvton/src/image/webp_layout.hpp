#pragma once

#include "catvton/image.hpp"
#include "image/byte_view.hpp"

namespace catvton::image {

/// The still picture, or the first frame, inside a WebP file.
struct WebpLayout {
    ImageInfo info;   ///< width and height are those of the canvas
    Bytes bitstream;  ///< from the header of its ALPH or VP8 chunk to the end of the latter
    int left = 0;     ///< of the frame on the canvas
    int top = 0;
    int frame_width = 0;
    int frame_height = 0;
};

/// Walks all chunks. Throws invalid_image, too_large.
WebpLayout parse_webp(Bytes file, const DecodeOptions& options);

}  // namespace catvton::image
