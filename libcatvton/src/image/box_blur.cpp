#include "image/box_blur.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "image/vector_clones.hpp"

namespace catvton::image {

namespace {

constexpr float kPasses = 3;
constexpr std::uint32_t kUnit = 1u << 24;

std::uint8_t round_sum(std::uint32_t inner, std::uint32_t outer, const BoxWeights& box) {
    return static_cast<std::uint8_t>((inner * box.inner + outer * box.outer + kUnit / 2) >> 24);
}

/// Calls `add(index, times)` for the window around index 0: -n..n, clamped to the line. The cost
/// does not grow with n beyond the line.
template <class Add>
void for_each_of_window(int n, std::ptrdiff_t length, const Add& add) {
    const std::ptrdiff_t last = std::min<std::ptrdiff_t>(n, length - 1);
    add(0, static_cast<std::uint32_t>(n) + 1);
    for (std::ptrdiff_t i = 1; i <= last; ++i) add(i, 1);
    add(last, static_cast<std::uint32_t>(n - last));
}

/// One line of `length` samples, `step` apart, from `in` to `out`. A running sum gives the same
/// integers as adding each window anew. Indices outside are clamped to the edge.
void box_line(const std::uint8_t* in, std::uint8_t* out, std::ptrdiff_t length, std::size_t step,
              const BoxWeights& box) {
    const auto at = [&](std::ptrdiff_t x) -> std::uint32_t {
        return in[std::size_t(std::clamp<std::ptrdiff_t>(x, 0, length - 1)) * step];
    };
    std::uint32_t sum = 0;
    for_each_of_window(box.n, length,
                       [&](std::ptrdiff_t x, std::uint32_t times) { sum += times * at(x); });
    for (std::ptrdiff_t x = 0; x < length; ++x) {
        out[std::size_t(x) * step] = round_sum(sum, at(x - box.n - 1) + at(x + box.n + 1), box);
        sum += at(x + box.n + 1) - at(x - box.n);
    }
}

void blur_row(std::uint8_t* row, std::size_t width, std::size_t channels, const BoxWeights& box,
              std::uint8_t* spare) {
    const std::size_t bytes = width * channels;
    for (std::size_t c = 0; c < channels; ++c) {
        const auto length = static_cast<std::ptrdiff_t>(width);
        box_line(row + c, spare + c, length, channels, box);
        box_line(spare + c, row + c, length, channels, box);
        box_line(row + c, spare + c, length, channels, box);
    }
    std::memcpy(row, spare, bytes);
}

/// A row of the output, then the sums moved on by one row.
CATVTON_VECTOR_CLONES void box_row(std::uint32_t* sums, const std::uint8_t* before,
                                   const std::uint8_t* leaving, const std::uint8_t* entering,
                                   std::uint8_t* out, std::size_t bytes, std::uint32_t inner,
                                   std::uint32_t outer) {
    for (std::size_t i = 0; i < bytes; ++i) {
        const std::uint32_t sides = std::uint32_t(before[i]) + entering[i];
        const std::uint32_t value = sums[i] * inner + sides * outer + kUnit / 2;
        out[i] = static_cast<std::uint8_t>(value >> 24);
        sums[i] += std::uint32_t(entering[i]) - leaving[i];
    }
}

void box_columns(const std::uint8_t* in, std::uint8_t* out, std::ptrdiff_t height,
                 std::size_t bytes, const BoxWeights& box, std::vector<std::uint32_t>& sums) {
    const auto row = [&](std::ptrdiff_t y) {
        return in + std::size_t(std::clamp<std::ptrdiff_t>(y, 0, height - 1)) * bytes;
    };
    std::fill(sums.begin(), sums.end(), 0u);
    for_each_of_window(box.n, height, [&](std::ptrdiff_t y, std::uint32_t times) {
        const std::uint8_t* const samples = row(y);
        for (std::size_t i = 0; i < bytes; ++i) sums[i] += times * samples[i];
    });
    for (std::ptrdiff_t y = 0; y < height; ++y) {
        box_row(sums.data(), row(y - box.n - 1), row(y - box.n), row(y + box.n + 1),
                out + std::size_t(y) * bytes, bytes, box.inner, box.outer);
    }
}

}  // namespace

float box_radius(float radius) {
    const float sigma2 = radius * radius / kPasses;
    const float length = static_cast<float>(std::sqrt(12.0 * double(sigma2) + 1.0));
    const float l = static_cast<float>(std::floor((double(length) - 1.0) / 2.0));
    const float a = (2 * l + 1) * (l * (l + 1) - 3 * sigma2);
    return l + a / (6 * (sigma2 - (l + 1) * (l + 1)));
}

BoxWeights box_weights(float radius) {
    BoxWeights box;
    box.n = static_cast<int>(radius);
    box.inner = static_cast<std::uint32_t>(float(kUnit) / (radius * 2 + 1));
    box.outer = (kUnit - (2 * std::uint32_t(box.n) + 1) * box.inner) / 2;
    return box;
}

void blur_pixels(std::span<std::uint8_t> pixels, int width, int channels, const BoxWeights& box) {
    const std::size_t row_bytes = std::size_t(width) * std::size_t(channels);
    const std::size_t height = pixels.size() / row_bytes;
    std::vector<std::uint8_t> spare(pixels.size());
    for (std::size_t y = 0; y < height; ++y) {
        blur_row(pixels.data() + y * row_bytes, std::size_t(width), std::size_t(channels), box,
                 spare.data());
    }
    std::vector<std::uint32_t> sums(row_bytes);
    const auto rows = static_cast<std::ptrdiff_t>(height);
    box_columns(pixels.data(), spare.data(), rows, row_bytes, box, sums);
    box_columns(spare.data(), pixels.data(), rows, row_bytes, box, sums);
    box_columns(pixels.data(), spare.data(), rows, row_bytes, box, sums);
    std::memcpy(pixels.data(), spare.data(), pixels.size());
}

}  // namespace catvton::image
