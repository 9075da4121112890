#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "nn/vector_lanes.hpp"

namespace catvton::nn {

/// The root of the mean square of some rows' elements: of all if they are few, else of some of
/// them.
inline float magnitude_of(const float* rows, std::int64_t count, std::int64_t stride,
                          std::int64_t length) {
    constexpr std::int64_t kMostRows = 16;
    const std::int64_t used = std::min(count, kMostRows);
    float sum = 0.0f;
    for (std::int64_t i = 0; i < used; ++i) {
        const float* const row = rows + i * count / used * stride;
        Lanes squares{};
        std::int64_t c = 0;
        for (; c + kChannelStep <= length; c += kChannelStep) {
            Lanes part;
            load(part, row + c);
            squares += part * part;
        }
        float of_row = 0.0f;
        for (std::int64_t lane = 0; lane < kChannelStep; ++lane) of_row += squares[lane];
        for (; c < length; ++c) of_row += row[c] * row[c];
        sum += of_row / static_cast<float>(length);
    }
    return std::sqrt(sum / static_cast<float>(std::max<std::int64_t>(used, 1)));
}

/// The power of two that brings elements of one magnitude to about another; 1 where there is none.
inline float scale_to(float wanted, float magnitude) {
    constexpr int kMostExponent = 40;
    const float ratio = wanted / magnitude;
    if (!std::isfinite(ratio) || !(ratio > 0.0f)) return 1.0f;
    return std::ldexp(1.0f,
                      std::clamp(std::ilogb(ratio * 1.41421356f), -kMostExponent, kMostExponent));
}

}  // namespace catvton::nn
