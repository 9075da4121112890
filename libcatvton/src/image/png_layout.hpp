#pragma once

#include <vector>

#include "catvton/image.hpp"
#include "image/byte_view.hpp"

namespace catvton::image {

/// A PNG file reduced to what makes its pixels.
struct PngLayout {
    ImageInfo info;
    std::vector<Bytes> parts;  ///< signature, IHDR, PLTE, tRNS, IDAT..., IEND, in order
};

/// Walks all chunks and checks those that matter. Text, profiles and other metadata are passed over
/// unread. Throws invalid_image, too_large.
PngLayout parse_png(Bytes file, const DecodeOptions& options);

}  // namespace catvton::image
