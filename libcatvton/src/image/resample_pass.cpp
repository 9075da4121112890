#include "image/resample_pass.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "image/vector_clones.hpp"

namespace catvton::image {

namespace {

constexpr int kLanes = 16;
constexpr std::int32_t kHalf = 1 << (kCoefficientBits - 1);

using Bytes = std::uint8_t __attribute__((vector_size(kLanes)));
using Sums = std::int32_t __attribute__((vector_size(kLanes * 4)));

/// out[lane] = clip((2^21 + sum of in[j * step + lane] * taps[j]) >> 22): sixteen neighbouring
/// samples at once. The exact sum fits 32 bits.
CATVTON_VECTOR_CLONES void weigh_lanes(const std::uint8_t* in, std::size_t step,
                                       const std::int32_t* taps, int count, std::uint8_t* out) {
    Sums sums = Sums{} + kHalf;
    for (int j = 0; j < count; ++j) {
        Bytes samples;
        std::memcpy(&samples, in + std::size_t(j) * step, sizeof samples);
        sums += __builtin_convertvector(samples, Sums) * taps[j];
    }
    sums >>= kCoefficientBits;
    sums = sums < 0 ? Sums{} : sums;
    sums = sums > 255 ? Sums{} + 255 : sums;
    const Bytes result = __builtin_convertvector(sums, Bytes);
    std::memcpy(out, &result, sizeof result);
}

std::uint8_t weigh_one(const std::uint8_t* in, std::size_t step, const std::int32_t* taps,
                       int count) {
    std::int32_t sum = kHalf;
    for (int j = 0; j < count; ++j) sum += in[std::size_t(j) * step] * taps[j];
    return static_cast<std::uint8_t>(std::clamp(sum >> kCoefficientBits, 0, 255));
}

/// Rows first..first+15 side by side, so that one load takes one sample of each; rows beyond the
/// picture repeat the last.
void interleave_rows(const SampleView& source, int first, std::uint8_t* block) {
    std::array<const std::uint8_t*, kLanes> rows;
    for (int lane = 0; lane < kLanes; ++lane) {
        rows[std::size_t(lane)] = source.row(std::min(first + lane, source.height - 1));
    }
    for (std::size_t i = 0; i < source.row_bytes(); ++i) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) block[i * kLanes + lane] = rows[lane][i];
    }
}

}  // namespace

void horizontal_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out) {
    const std::size_t channels = std::size_t(source.channels);
    const std::size_t width = axis.first.size();
    const std::size_t out_stride = width * channels;
    std::vector<std::uint8_t> block(source.row_bytes() * kLanes);
    std::array<std::uint8_t, kLanes> column;
    for (int y = 0; y < source.height; y += kLanes) {
        interleave_rows(source, y, block.data());
        const std::size_t rows = std::size_t(std::min(kLanes, source.height - y));
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t start = std::size_t(axis.first[x]) * channels;
            for (std::size_t c = 0; c < channels; ++c) {
                weigh_lanes(block.data() + (start + c) * kLanes, channels * kLanes,
                            axis.row(int(x)), axis.count[x], column.data());
                std::uint8_t* const target = out + std::size_t(y) * out_stride + x * channels + c;
                for (std::size_t r = 0; r < rows; ++r) target[r * out_stride] = column[r];
            }
        }
    }
}

void vertical_pass(const SampleView& source, const AxisWeights& axis, std::uint8_t* out) {
    const std::size_t bytes = source.row_bytes();
    for (std::size_t y = 0; y < axis.first.size(); ++y) {
        const std::uint8_t* const in = source.row(axis.first[y]);
        const std::int32_t* const taps = axis.row(int(y));
        std::uint8_t* const target = out + y * bytes;
        if (bytes < kLanes) {
            for (std::size_t x = 0; x < bytes; ++x) {
                target[x] = weigh_one(in + x, source.stride, taps, axis.count[y]);
            }
            continue;
        }
        // The last group overlaps the one before it instead of reading past the row.
        for (std::size_t x = 0; x < bytes; x += kLanes) {
            const std::size_t at = std::min(x, bytes - kLanes);
            weigh_lanes(in + at, source.stride, taps, axis.count[y], target + at);
        }
    }
}

}  // namespace catvton::image
