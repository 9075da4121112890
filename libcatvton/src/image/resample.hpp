#pragma once

#include <cstdint>
#include <vector>

#include "catvton/image.hpp"
#include "image/resample_pass.hpp"

namespace catvton::image {

/// Pixels of 1 to 4 interleaved channels to width x height. With 2 or 4 channels the last one is
/// alpha and the colours are resized premultiplied, except by nearest. Sizes are not checked.
std::vector<std::uint8_t> resample(const SampleView& source, int width, int height,
                                   ResizeFilter filter);

}  // namespace catvton::image
