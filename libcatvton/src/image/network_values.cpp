// Pixels to float32 and back, one rounding at a time as NumPy does it.
#include <algorithm>
#include <cmath>

#include "image/mask.hpp"

namespace catvton::image {

void to_network(std::span<const std::uint8_t> pixels, std::span<float> out) {
    std::transform(pixels.begin(), pixels.end(), out.begin(),
                   [](std::uint8_t v) { return float(v) / 127.5f - 1.0f; });
}

void to_network_evaluation(std::span<const std::uint8_t> pixels, std::span<float> out) {
    std::transform(pixels.begin(), pixels.end(), out.begin(),
                   [](std::uint8_t v) { return 2.0f * (float(v) / 255.0f) - 1.0f; });
}

void mask_to_network(std::span<const std::uint8_t> grey, std::span<float> out) {
    std::transform(grey.begin(), grey.end(), out.begin(),
                   [](std::uint8_t v) { return v < 128 ? 0.0f : 1.0f; });
}

void from_network(std::span<const float> values, std::span<std::uint8_t> out) {
    std::transform(values.begin(), values.end(), out.begin(), [](float x) {
        const float unit = std::clamp(x * 0.5f + 0.5f, 0.0f, 1.0f);
        return static_cast<std::uint8_t>(std::nearbyint(unit * 255.0f));
    });
}

}  // namespace catvton::image
