#pragma once

#include <ATen/ATen.h>

#include <array>
#include <optional>

#include "nn/product_kernel.hpp"
#include "nn/row_range.hpp"
#include "nn/winograd_transforms.hpp"

namespace catvton::nn {

/// The kernel of a 3x3 convolution as it is, in the panels of a product kernel. Its points are made
/// anew for every pair of panels, while these are in the cache: for many channels that takes less
/// time than to read the four times as large points from memory. Several threads may use it at
/// once.
class WinogradTaps {
public:
    static constexpr std::size_t kMostPoints = winograd::points(4);

    /// weight: [out, in, 3, 3], in float on the CPU. Nothing where there is no product kernel that
    /// `out` is whole pairs of panels for.
    static std::optional<WinogradTaps> make(const at::Tensor& weight);

    /// Pairs of panels: products that are computed on their own.
    std::int64_t pairs() const noexcept { return pairs_; }
    /// Columns of a panel: the left one of pair i begins at column i * columns(), the right one at
    /// column (pairs() + i) * columns().
    std::int64_t columns() const noexcept { return kernel_->columns; }
    std::uint64_t bytes() const noexcept { return packed_.nbytes(); }

    /// Whether so many tiles are worth the sums of Strassen's algorithm (see PackedProduct).
    static bool pairs_tiles(std::int64_t count) noexcept { return count >= kLeastPairedTiles; }
    /// Least rows of the upper half in a part of the products.
    std::int64_t least_part() const noexcept { return kernel_->least_half; }

    /// The points of some tiles of the input, as `prepare` leaves them.
    struct Tiles {
        std::int64_t edge;  ///< of their results: 2 or 4
        std::int64_t count;
        float* points;    ///< [points, count, in]
        float* prepared;  ///< [points, prepared_floats(count)]
        std::array<float, kMostPoints> scales{};
    };
    /// Floats beside each point's own.
    std::int64_t prepared_floats(std::int64_t count) const;
    /// Point `p` for the products with all pairs.
    void prepare(Tiles& tiles, std::int64_t p) const;

    static std::int64_t result_floats(std::int64_t edge, std::int64_t count, std::int64_t columns);
    std::int64_t workspace_floats(std::int64_t edge) const;
    /// For tiles part.begin to part.end - 1 and those count / 2 further on, with the last one of an
    /// odd count where the part ends at the half: their products with one pair of panels, summed
    /// over the input's channels. result: [points, count, 2 * columns()].
    void multiply(const Tiles& tiles, std::int64_t pair, RowRange part, float* result,
                  float* workspace) const;

private:
    static constexpr std::int64_t kLeastPairedTiles = 128;
    static constexpr std::int64_t kLeastPreparedTiles = 8;

    /// Channels of the input whose weights lie together: [pair, block, tap, side, depth, column].
    struct Block {
        std::int64_t first, depth;
    };
    Block block(std::int64_t index) const;
    std::int64_t blocks() const;
    /// Floats from one tap of a block to the next, and from one point to the next.
    std::int64_t stride() const;
    void multiply_rows(const Tiles& tiles, std::int64_t p, std::int64_t block, RowRange rows,
                       const float* panels, const Upcoming& upcoming, float* result) const;
    void multiply_point(const Tiles& tiles, std::int64_t p, std::int64_t block, RowRange part,
                        const float* panels, const Upcoming& upcoming, float* result,
                        float* workspace) const;

    WinogradTaps(const ProductKernel& kernel, const at::Tensor& weight);

    const ProductKernel* kernel_;
    std::int64_t in_, pairs_;
    float magnitude_;  ///< of the weights
    at::Tensor packed_;
    at::Tensor no_bias_;
};

}  // namespace catvton::nn
