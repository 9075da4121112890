#include "masker/densepose/roi_align.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace catvton::masker::densepose {

namespace {

constexpr int kSamples = 2;

/// One coordinate between two cells.
struct Position {
    std::int64_t low = 0;
    std::int64_t high = 0;
    float weight_low = 0.0f;  ///< both weights are 0 outside the map
    float weight_high = 0.0f;
};

Position locate(float at, std::int64_t cells) {
    if (!(at >= -1.0f && at <= static_cast<float>(cells))) return {};
    at = std::max(at, 0.0f);
    const auto low = static_cast<std::int64_t>(at);
    if (low >= cells - 1) return {cells - 1, cells - 1, 1.0f, 0.0f};
    const float fraction = at - static_cast<float>(low);
    return {low, low + 1, 1.0f - fraction, fraction};
}

/// The sample positions of all bins along one axis.
std::vector<Position> positions(float from, float to, std::int64_t bins, std::int64_t cells) {
    const float bin = std::max(to - from, 1.0f) / static_cast<float>(bins);
    std::vector<Position> result;
    for (std::int64_t i = 0; i < bins; ++i) {
        for (int s = 0; s < kSamples; ++s) {
            const float at = from + static_cast<float>(i) * bin +
                             (static_cast<float>(s) + 0.5f) * bin / static_cast<float>(kSamples);
            result.push_back(locate(at, cells));
        }
    }
    return result;
}

/// Adds the interpolated pixel (all channels) to `sums`.
void add_sample(const at::Tensor& pixels, const Position& y, const Position& x,
                std::vector<float>& sums) {
    const std::int64_t width = pixels.size(1), channels = pixels.size(2);
    const float* const data = pixels.const_data_ptr<float>();
    const float* const corner00 = data + (y.low * width + x.low) * channels;
    const float* const corner01 = data + (y.low * width + x.high) * channels;
    const float* const corner10 = data + (y.high * width + x.low) * channels;
    const float* const corner11 = data + (y.high * width + x.high) * channels;
    const float w00 = y.weight_low * x.weight_low, w01 = y.weight_low * x.weight_high;
    const float w10 = y.weight_high * x.weight_low, w11 = y.weight_high * x.weight_high;
    for (std::size_t c = 0; c < sums.size(); ++c) {
        sums[c] += w00 * corner00[c] + w01 * corner01[c] + w10 * corner10[c] + w11 * corner11[c];
    }
}

}  // namespace

PoolingMap::PoolingMap(const at::Tensor& features)
    : pixels(features[0].to(at::kCPU, at::kFloat).permute({1, 2, 0}).contiguous()) {}

void roi_align(const PoolingMap& map, float scale, const Box& box, std::int64_t resolution,
               float* out) {
    const auto xs = positions(box.x0 * scale, box.x1 * scale, resolution, map.pixels.size(1));
    const auto ys = positions(box.y0 * scale, box.y1 * scale, resolution, map.pixels.size(0));
    const auto channels = static_cast<std::size_t>(map.pixels.size(2));
    const auto bins = static_cast<std::size_t>(resolution);
    std::vector<float> sums(channels);
    for (std::size_t i = 0; i < bins * bins; ++i) {
        const std::size_t row = i / bins * kSamples, column = i % bins * kSamples;
        std::fill(sums.begin(), sums.end(), 0.0f);
        for (std::size_t s = 0; s < kSamples * kSamples; ++s) {
            add_sample(map.pixels, ys[row + s / kSamples], xs[column + s % kSamples], sums);
        }
        for (std::size_t c = 0; c < channels; ++c) {
            out[c * bins * bins + i] = sums[c] / static_cast<float>(kSamples * kSamples);
        }
    }
}

std::size_t pooling_level(const Box& box) {
    const float size = std::sqrt(std::max(box.area(), 0.0f));
    const float level = std::floor(4.0f + std::log2(size / 224.0f + 1e-8f));
    return static_cast<std::size_t>(std::clamp(level, 2.0f, 5.0f) - 2.0f);
}

}  // namespace catvton::masker::densepose
