#include "image/resample_pass.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "image/vector_clones.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kRows = 32;      // taken through the horizontal pass together
constexpr std::size_t kColumns = 512;  // of the vertical pass, so that the sums stay in the cache
constexpr std::int32_t kHalf = 1 << (kCoefficientBits - 1);

/// Adds four neighbouring taps to `n` sums; the loop is what the compiler vectorises.
CATVTON_VECTOR_CLONES void add_four_taps(const std::uint8_t* __restrict in, std::size_t step,
                                         const std::int32_t* __restrict taps,
                                         std::int32_t* __restrict sums, std::size_t n) {
    const std::int32_t a = taps[0], b = taps[1], c = taps[2], d = taps[3];
    const std::uint8_t* __restrict second = in + step;
    const std::uint8_t* __restrict third = in + 2 * step;
    const std::uint8_t* __restrict fourth = in + 3 * step;
    for (std::size_t i = 0; i < n; ++i) {
        sums[i] += in[i] * a + second[i] * b + third[i] * c + fourth[i] * d;
    }
}

CATVTON_VECTOR_CLONES void add_tap(const std::uint8_t* __restrict in, std::int32_t tap,
                                   std::int32_t* __restrict sums, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) sums[i] += in[i] * tap;
}

CATVTON_VECTOR_CLONES void clip(const std::int32_t* __restrict sums, std::uint8_t* __restrict out,
                                std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        const std::int32_t value = sums[i] >> kCoefficientBits;
        out[i] = static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

/// out[i] = clip((2^21 + sum of in[j * step + i] * taps[j]) >> 22) for n neighbouring samples. The
/// sums are exact: they fit 32 bits.
void weigh(const std::uint8_t* in, std::size_t step, const std::int32_t* taps, int count,
           std::span<std::int32_t> sums, std::uint8_t* out) {
    std::fill(sums.begin(), sums.end(), kHalf);
    int j = 0;
    for (; j + 4 <= count; j += 4) {
        add_four_taps(in + std::size_t(j) * step, step, taps + j, sums.data(), sums.size());
    }
    for (; j < count; ++j) {
        add_tap(in + std::size_t(j) * step, taps[j], sums.data(), sums.size());
    }
    clip(sums.data(), out, sums.size());
}

/// Rows first..first+31 side by side: block[i * kRows + r] is sample i of row r. Rows beyond the
/// picture repeat the last.
void interleave_rows(const SampleView& source, int first, std::uint8_t* block) {
    std::array<const std::uint8_t*, kRows> rows;
    for (int r = 0; r < int(kRows); ++r) {
        rows[std::size_t(r)] = source.row(std::min(first + r, source.height - 1));
    }
    for (std::size_t i = 0; i < source.row_bytes(); ++i) {
        for (std::size_t r = 0; r < kRows; ++r) block[i * kRows + r] = rows[r][i];
    }
}

}  // namespace

void horizontal_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out) {
    const std::size_t channels = std::size_t(source.channels), lanes = channels * kRows;
    const std::size_t out_stride = axis.first.size() * channels;
    std::vector<std::uint8_t> block(source.row_bytes() * kRows), column(lanes);
    std::vector<std::int32_t> sums(lanes);
    for (int y = 0; y < source.height; y += int(kRows)) {
        interleave_rows(source, y, block.data());
        const std::size_t rows = std::min(kRows, std::size_t(source.height - y));
        std::uint8_t* target = out + std::size_t(y) * out_stride;
        for (std::size_t x = 0; x < axis.first.size(); ++x, target += channels) {
            weigh(block.data() + std::size_t(axis.first[x]) * lanes, lanes, axis.row(int(x)),
                  axis.count[x], sums, column.data());
            for (std::size_t r = 0; r < rows; ++r) {
                for (std::size_t c = 0; c < channels; ++c) {
                    target[r * out_stride + c] = column[c * kRows + r];
                }
            }
        }
    }
}

void vertical_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out) {
    const std::size_t bytes = source.row_bytes();
    std::vector<std::int32_t> sums(std::min(bytes, kColumns));
    for (std::size_t y = 0; y < axis.first.size(); ++y) {
        for (std::size_t x = 0; x < bytes; x += kColumns) {
            const std::size_t n = std::min(kColumns, bytes - x);
            weigh(source.row(axis.first[y]) + x, source.stride, axis.row(int(y)), axis.count[y],
                  std::span(sums).first(n), out + y * bytes + x);
        }
    }
}

}  // namespace catvton::image
