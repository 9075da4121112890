#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "image/failure.hpp"
#include "image/gif.hpp"
#include "image/lzw.hpp"

namespace catvton::image {

namespace {

/// Rows of an interlaced frame in the order in which they are stored.
std::vector<int> row_order(int height, bool interlaced) {
    constexpr std::array<std::array<int, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    std::vector<int> rows;
    for (const auto& [start, step] : passes) {
        for (int y = interlaced ? start : 0; y < height; y += interlaced ? step : 1) {
            rows.push_back(y);
        }
        if (!interlaced) break;
    }
    return rows;
}

void put(const GifLayout& layout, std::uint8_t index, std::uint8_t* out, int channels) {
    const std::size_t entry = std::size_t(index) * 3;
    if (index == layout.transparent && entry + 3 > layout.palette.size()) {
        std::fill_n(out, 4, std::uint8_t(0));
        return;
    }
    if (entry + 3 > layout.palette.size()) {
        fail_damaged(ImageFormat::gif,
                     "colour " + std::to_string(index) + " is not in the palette");
    }
    std::copy_n(layout.palette.data() + entry, 3, out);
    if (channels == 4) out[3] = index == layout.transparent ? 0 : 255;
}

/// Around a smaller frame the canvas is transparent, or has the palette's first colour.
void fill(const GifLayout& layout, Raster& canvas) {
    const std::uint8_t index = static_cast<std::uint8_t>(std::max(layout.transparent, 0));
    const std::size_t step = std::size_t(canvas.channels);
    for (std::size_t i = 0; i < canvas.size(); i += step) {
        put(layout, index, canvas.pixels.get() + i, canvas.channels);
    }
}

}  // namespace

Raster decode_gif(const GifLayout& layout) {
    const std::size_t width = std::size_t(layout.frame_width);
    const std::size_t count = width * std::size_t(layout.frame_height);
    const auto indices = std::make_unique_for_overwrite<std::uint8_t[]>(count);
    const std::ptrdiff_t got =
        decode_lzw(layout.data, LzwDialect::gif, layout.literal_bits, {indices.get(), count});
    if (got < 0) fail_damaged(ImageFormat::gif, "an impossible code in the picture's data");
    if (std::size_t(got) != count) {
        fail_damaged(ImageFormat::gif, "the data ends after " + std::to_string(got) + " of " +
                                           std::to_string(count) + " pixels");
    }
    Raster canvas(layout.info.width, layout.info.height, layout.info.channels);
    if (layout.frame_width != canvas.width || layout.frame_height != canvas.height) {
        fill(layout, canvas);
    }
    const std::vector<int> order = row_order(layout.frame_height, layout.interlaced);
    const std::size_t step = std::size_t(canvas.channels);
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::uint8_t* const out =
            canvas.row(layout.top + order[i]) + std::size_t(layout.left) * step;
        for (std::size_t x = 0; x < width; ++x) {
            put(layout, indices[i * width + x], out + x * step, canvas.channels);
        }
    }
    return canvas;
}

}  // namespace catvton::image
