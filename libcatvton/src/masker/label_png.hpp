#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "catvton/image.hpp"

namespace catvton::masker {

/// The raw samples of a PNG of one channel: palette indices (never colours) or grey values, 1 to 8
/// bits. Throws invalid_image (damaged), unsupported_format (true colour, alpha or 16 bits: no
/// labels), too_large (a side above 16384).
Image read_label_png(std::span<const std::uint8_t> file);

/// The labels as an 8-bit palette PNG whose indices are the labels.
std::vector<std::uint8_t> write_label_png(const ImageView& labels);

}  // namespace catvton::masker
