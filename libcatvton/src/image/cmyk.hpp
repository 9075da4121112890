#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "image/premultiply.hpp"

namespace catvton::image {

/// Pixels of four samples, 0 no ink, to pixels of three. `rgb` may be the same memory as `cmyk`.
inline void cmyk_to_rgb(std::span<const std::uint8_t> cmyk, std::span<std::uint8_t> rgb) {
    for (std::size_t in = 0, out = 0; in + 4 <= cmyk.size(); in += 4, out += 3) {
        const int light = 255 - cmyk[in + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            const int ink = multiply_255(cmyk[in + c], static_cast<unsigned>(light));
            rgb[out + c] = static_cast<std::uint8_t>(std::clamp(light - ink, 0, 255));
        }
    }
}

}  // namespace catvton::image
