#include "image/resample.hpp"

#include <cstring>

#include "image/premultiply.hpp"

namespace catvton::image {

namespace {

std::vector<std::uint8_t> packed(const SampleView& source) {
    std::vector<std::uint8_t> pixels(source.row_bytes() * std::size_t(source.height));
    for (int y = 0; y < source.height; ++y) {
        std::memcpy(pixels.data() + std::size_t(y) * source.row_bytes(), source.row(y),
                    source.row_bytes());
    }
    return pixels;
}

std::vector<std::uint8_t> resample_nearest(const SampleView& source, int width, int height) {
    const std::size_t channels = std::size_t(source.channels);
    const std::vector<int> columns = nearest_indices(source.width, width);
    const std::vector<int> rows = nearest_indices(source.height, height);
    std::vector<std::uint8_t> pixels(std::size_t(width) * std::size_t(height) * channels);
    std::uint8_t* out = pixels.data();
    for (const int y : rows) {
        const std::uint8_t* const in = source.row(y);
        for (const int x : columns) {
            for (std::size_t c = 0; c < channels; ++c) {
                *out++ = in[std::size_t(x) * channels + c];
            }
        }
    }
    return pixels;
}

/// Horizontally first; a pass over an axis of unchanged length is left out. The 8-bit result of the
/// first pass is the input of the second.
std::vector<std::uint8_t> resample_colours(const SampleView& source, int width, int height,
                                           ResizeFilter filter) {
    const std::size_t channels = std::size_t(source.channels);
    const std::size_t row_bytes = std::size_t(width) * channels;
    std::vector<std::uint8_t> narrowed;
    SampleView now = source;
    if (width != source.width) {
        narrowed.resize(row_bytes * std::size_t(source.height));
        horizontal_pass(source, axis_weights(source.width, width, filter), narrowed.data());
        now = {narrowed.data(), width, source.height, source.channels, row_bytes};
    }
    if (height == source.height) return narrowed;
    std::vector<std::uint8_t> pixels(row_bytes * std::size_t(height));
    vertical_pass(now, axis_weights(source.height, height, filter), pixels.data());
    return pixels;
}

}  // namespace

std::vector<std::uint8_t> resample(const SampleView& source, int width, int height,
                                   ResizeFilter filter) {
    if (width == source.width && height == source.height) return packed(source);
    if (filter == ResizeFilter::nearest) return resample_nearest(source, width, height);
    if (source.channels == 1 || source.channels == 3) {
        return resample_colours(source, width, height, filter);
    }
    std::vector<std::uint8_t> opaque = packed(source);
    premultiply(opaque, source.channels);
    const SampleView view{opaque.data(), source.width, source.height, source.channels,
                          source.row_bytes()};
    std::vector<std::uint8_t> pixels = resample_colours(view, width, height, filter);
    unpremultiply(pixels, source.channels);
    return pixels;
}

}  // namespace catvton::image
