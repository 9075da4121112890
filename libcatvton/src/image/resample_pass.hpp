#pragma once

#include <cstddef>
#include <cstdint>

#include "image/resample_filter.hpp"

namespace catvton::image {

/// Interleaved 8-bit samples: `height` rows of `width * channels` bytes, `stride` apart.
struct SampleView {
    const std::uint8_t* data;
    int width;
    int height;
    int channels;
    std::size_t stride;

    std::size_t row_bytes() const noexcept { return std::size_t(width) * std::size_t(channels); }
    const std::uint8_t* row(int y) const noexcept { return data + std::size_t(y) * stride; }
};

/// Resamples each row to axis.first.size() pixels; `out` holds them without padding.
void horizontal_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out);
/// Resamples each column to axis.first.size() rows; `out` holds them without padding.
void vertical_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out);

}  // namespace catvton::image
