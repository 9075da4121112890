#pragma once

#include <cstdint>
#include <span>

namespace catvton::image {

/// a * b / 255, rounded, as Pillow's MULDIV255.
constexpr std::uint8_t multiply_255(unsigned a, unsigned b) noexcept {
    const unsigned t = a * b + 128;
    return static_cast<std::uint8_t>(((t >> 8) + t) >> 8);
}

/// Colours times alpha, in place; the last of the 2 or 4 channels is alpha.
void premultiply(std::span<std::uint8_t> pixels, int channels);
/// The reverse: colours are left alone where alpha is 0 or 255.
void unpremultiply(std::span<std::uint8_t> pixels, int channels);

}  // namespace catvton::image
