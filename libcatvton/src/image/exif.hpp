#pragma once

#include "image/byte_view.hpp"

namespace catvton::image {

/// Orientation (1..8) in an EXIF block, which starts with a TIFF header, with or without "Exif\0\0"
/// before it. Anything missing, broken or out of range counts as 1: metadata is never fatal.
int exif_orientation(Bytes block) noexcept;

}  // namespace catvton::image
