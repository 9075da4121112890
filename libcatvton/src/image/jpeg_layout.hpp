#pragma once

#include "catvton/image.hpp"
#include "image/byte_view.hpp"

namespace catvton::image {

/// Walks the segments of a JPEG file to its end marker. Throws invalid_image for a broken structure
/// or too little data for the declared size, unsupported_format for a process that is not read,
/// too_large beyond the limits.
ImageInfo parse_jpeg(Bytes file, const DecodeOptions& options);

}  // namespace catvton::image
