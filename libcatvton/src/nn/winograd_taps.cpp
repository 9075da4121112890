#include "nn/winograd_taps.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>

#include "nn/magnitude.hpp"
#include "nn/packed_product.hpp"

namespace catvton::nn {

namespace {

using namespace winograd;

constexpr std::int64_t kTaps = 9;
/// Channels whose points of one row, for a pair of panels, stay near while they are multiplied: the
/// second-level cache should hold them where the tiles are few, as they are for the most channels.
constexpr std::int64_t kMostDepth = 640, kDeepMostDepth = 320, kDepthStep = 32;
constexpr std::int64_t kDeepOut = 1024;
/// Between taps, and between points, so that not all of them fall into one set of the cache.
constexpr std::int64_t kGap = 48;

}  // namespace

std::optional<WinogradTaps> WinogradTaps::make(const at::Tensor& weight) {
    if (!weight.is_cpu() || weight.scalar_type() != at::kFloat || weight.size(1) % 2 != 0)
        return std::nullopt;
    const ProductKernel* const kernel = best_product_kernel(weight.size(0));
    if (!kernel || weight.size(0) % (2 * kernel->columns) != 0) return std::nullopt;
    return WinogradTaps(*kernel, weight);
}

WinogradTaps::WinogradTaps(const ProductKernel& kernel, const at::Tensor& weight)
    : kernel_(&kernel),
      in_(weight.size(1)),
      pairs_(weight.size(0) / kernel.columns / 2),
      magnitude_(
          magnitude_of(weight.const_data_ptr<float>(), weight.size(0), in_ * kTaps, in_ * kTaps)),
      packed_(at::empty({pairs_ * blocks() * kTaps * stride()}, weight.options())),
      no_bias_(at::zeros({2 * kernel.columns}, weight.options())) {
    const std::int64_t width = kernel.columns;
    // [in, tap, side, pair, column]
    const at::Tensor taps = weight.view({2, pairs_, width, in_, kTaps}).permute({3, 4, 0, 1, 2});
    float* const packed = packed_.mutable_data_ptr<float>();
    for (std::int64_t pair = 0; pair < pairs_; ++pair) {
        for (std::int64_t b = 0; b < blocks(); ++b) {
            const Block rows = block(b);
            at::from_blob(packed + (pair * blocks() + b) * kTaps * stride(),
                          {kTaps, 2, rows.depth, width},
                          {stride(), rows.depth * width, width, 1}, weight.options())
                .copy_(taps.select(3, pair)
                           .slice(0, rows.first, rows.first + rows.depth)
                           .permute({1, 2, 0, 3}));
        }
    }
}

std::int64_t WinogradTaps::blocks() const {
    const std::int64_t out = 2 * pairs_ * kernel_->columns;
    return at::divup(in_, out < kDeepOut ? kMostDepth : kDeepMostDepth);
}

WinogradTaps::Block WinogradTaps::block(std::int64_t index) const {
    const std::int64_t depth = at::divup(at::divup(in_, blocks()), kDepthStep) * kDepthStep;
    const std::int64_t first = index * depth;
    return {first, std::min(depth, in_ - first)};
}

std::int64_t WinogradTaps::stride() const { return 2 * block(0).depth * kernel_->columns + kGap; }

std::int64_t WinogradTaps::prepared_floats(std::int64_t count) const {
    return pairs_tiles(count) ? blocks() * quarters_floats(count / 2, block(0).depth) + blocks()
                              : blocks() * count;
}

void WinogradTaps::prepare(Tiles& tiles, std::int64_t p) const {
    const std::int64_t count = tiles.count, half = count / 2;
    float* const x = tiles.points + p * count * in_;
    float* const prepared = tiles.prepared + p * prepared_floats(count);
    float& scale = tiles.scales[static_cast<std::size_t>(p)];
    scale = 1.0f;
    if (kernel_->folds) {
        scale = scale_to(magnitude_ * kernel_magnitude(tiles.edge, p),
                         magnitude_of(x, count, in_, in_));
    }
    for (std::int64_t b = 0; b < blocks(); ++b) {
        const Block part = block(b);
        if (pairs_tiles(count)) {
            kernel_->prepare_quarters({x + part.first, in_, half, 0, half, part.depth, scale,
                                       prepared + b * quarters_floats(half, block(0).depth)});
        } else if (kernel_->folds && count >= kLeastPreparedTiles) {
            kernel_->prepare_rows({x + part.first, in_, count, part.depth, scale, x + part.first,
                                   in_, prepared + b * count});
        }
    }
}

std::int64_t WinogradTaps::result_floats(std::int64_t edge, std::int64_t count,
                                         std::int64_t columns) {
    return points(edge) * count * 2 * columns;
}

std::int64_t WinogradTaps::workspace_floats(std::int64_t edge) const {
    const std::int64_t depth = block(0).depth;
    return input_edge(edge) * stride() + kernel_->workspace(depth);
}

void WinogradTaps::multiply_rows(const Tiles& tiles, std::int64_t p, std::int64_t index,
                                 RowRange rows, const float* panels, const Upcoming& upcoming,
                                 float* result) const {
    if (rows.count() == 0) return;
    const Block part = block(index);
    const std::int64_t width = kernel_->columns;
    const bool prepared =
        !pairs_tiles(tiles.count) && kernel_->folds && tiles.count >= kLeastPreparedTiles;
    const float* const terms =
        tiles.prepared + p * prepared_floats(tiles.count) + index * tiles.count + rows.begin;
    const float scale = prepared ? tiles.scales[static_cast<std::size_t>(p)] : 1.0f;
    for (std::int64_t side = 0; side < 2; ++side) {
        float* const y = result + rows.begin * 2 * width + side * width;
        kernel_->multiply_panel({tiles.points + (p * tiles.count + rows.begin) * in_ + part.first,
                                 in_,
                                 prepared ? terms : nullptr,
                                 rows.count(),
                                 part.depth,
                                 panels + side * part.depth * width,
                                 {y, 2 * width, no_bias_.const_data_ptr<float>(),
                                  index > 0 ? y : nullptr, 1.0f, 1.0f / scale},
                                 upcoming});
    }
}

void WinogradTaps::multiply_point(const Tiles& tiles, std::int64_t p, std::int64_t index,
                                  RowRange part, const float* panels, const Upcoming& upcoming,
                                  float* result, float* workspace) const {
    const std::int64_t width = kernel_->columns, half = tiles.count / 2;
    float* const y = result + p * tiles.count * 2 * width;
    const bool ends = part.end == half;
    if (!pairs_tiles(tiles.count)) {
        const auto multiply = [&](RowRange rows) {
            multiply_rows(tiles, p, index, rows, panels, upcoming, y);
        };
        if (part.begin == 0 && ends) return multiply({0, tiles.count});
        multiply(part);
        return multiply({half + part.begin, ends ? tiles.count : half + part.end});
    }
    kernel_->multiply_pair(
        {.quarters = tiles.prepared + p * prepared_floats(tiles.count) +
                     index * quarters_floats(half, block(0).depth),
         .half = half,
         .first = part.begin,
         .last = part.end,
         .depth = block(index).depth,
         .panels = panels,
         .upper_left = {y, 2 * width, no_bias_.const_data_ptr<float>(), index > 0 ? y : nullptr,
                        1.0f, 1.0f / tiles.scales[static_cast<std::size_t>(p)]},
         .right = width,
         .upcoming = upcoming,
         .workspace = workspace});
    if (ends) multiply_rows(tiles, p, index, {2 * half, tiles.count}, panels, upcoming, y);
}

void WinogradTaps::multiply(const Tiles& tiles, std::int64_t pair, RowRange part, float* result,
                            float* workspace) const {
    const std::int64_t edge = input_edge(tiles.edge), of_block = kTaps * stride();
    const float* const taps = packed_.const_data_ptr<float>() + pair * blocks() * of_block;
    float* const differences = workspace + edge * stride();
    for (std::int64_t b = 0; b < blocks(); ++b) {
        const float *const from = taps + b * of_block, *const next = from + of_block;
        // What of the next block comes nearer with each point.
        const std::int64_t share = b + 1 < blocks() ? of_block / (edge * edge) : 0;
        for (std::int64_t y = 0; y < edge; ++y) {
            transform_kernel_row(tiles.edge, y, from, 2 * block(b).depth * kernel_->columns,
                                 stride(), workspace);
            for (std::int64_t x = 0; x < edge; ++x) {
                const std::int64_t p = y * edge + x;
                multiply_point(tiles, p, b, part, workspace + x * stride(),
                               {next + p * share, share}, result, differences);
            }
        }
    }
}

}  // namespace catvton::nn
