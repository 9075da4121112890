#pragma once

#include "catvton/image.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// Decoder output to the picture that the caller asked for: turned as `orientation` (1..8, the EXIF
/// numbers) says, alpha and channels as the options say.
Image compose(const Raster& raster, int orientation, const DecodeOptions& options);

}  // namespace catvton::image
