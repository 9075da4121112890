#pragma once

#include <cstdint>

#include "catvton/image.hpp"

namespace catvton::image {

/// (19595 R + 38470 G + 7471 B + 32768) >> 16, as Pillow's convert("L").
constexpr std::uint8_t grey_of(unsigned r, unsigned g, unsigned b) noexcept {
    return static_cast<std::uint8_t>((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);
}

/// One colour sample composed over white: (c*a + 255*(255-a) + 127) / 255.
constexpr std::uint8_t over_white(unsigned colour, unsigned alpha) noexcept {
    return static_cast<std::uint8_t>((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// Grey is repeated, alpha is dropped.
Image to_rgb(const ImageView& image);

}  // namespace catvton::image
