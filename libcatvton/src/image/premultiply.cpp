#include "image/premultiply.hpp"

#include <algorithm>

namespace catvton::image {

void premultiply(std::span<std::uint8_t> pixels, int channels) {
    const std::size_t step = std::size_t(channels), colours = step - 1;
    for (std::size_t i = 0; i + step <= pixels.size(); i += step) {
        const unsigned alpha = pixels[i + colours];
        for (std::size_t c = 0; c < colours; ++c) {
            pixels[i + c] = multiply_255(pixels[i + c], alpha);
        }
    }
}

void unpremultiply(std::span<std::uint8_t> pixels, int channels) {
    const std::size_t step = std::size_t(channels), colours = step - 1;
    for (std::size_t i = 0; i + step <= pixels.size(); i += step) {
        const unsigned alpha = pixels[i + colours];
        if (alpha == 0 || alpha == 255) continue;
        for (std::size_t c = 0; c < colours; ++c) {
            pixels[i + c] = static_cast<std::uint8_t>(std::min(255u * pixels[i + c] / alpha, 255u));
        }
    }
}

}  // namespace catvton::image
