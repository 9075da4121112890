#pragma once

#include <cstdint>
#include <memory>

namespace catvton::image {

/// Decoder output: packed 8-bit samples, 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA. The memory is not
/// cleared, so that a file that breaks off early never makes the process touch all of it.
struct Raster {
    Raster(int w, int h, int c)
        : width(w),
          height(h),
          channels(c),
          pixels(std::make_unique_for_overwrite<std::uint8_t[]>(row_bytes() * std::size_t(h))) {}

    std::size_t row_bytes() const noexcept { return std::size_t(width) * std::size_t(channels); }
    std::size_t size() const noexcept { return row_bytes() * std::size_t(height); }
    std::uint8_t* row(int y) noexcept { return pixels.get() + std::size_t(y) * row_bytes(); }
    const std::uint8_t* row(int y) const noexcept {
        return pixels.get() + std::size_t(y) * row_bytes();
    }

    int width;
    int height;
    int channels;
    std::unique_ptr<std::uint8_t[]> pixels;
};

}  // namespace catvton::image
