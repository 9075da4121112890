#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>

#include "nn/row_range.hpp"

namespace catvton::nn {

/// The tiles over some rows of a batch of channels-last maps that a convolution keeps the size of,
/// numbered row by row. With a dilation the pixels of each remainder by it are a map of their own,
/// convolved as if they were neighbours.
class WinogradTiles {
public:
    /// edge: of a tile of the result. doubled: the maps that are read have half of each side, and
    /// every pixel stands for four.
    WinogradTiles(std::int64_t edge, std::int64_t dilation, bool doubled, std::int64_t height,
                  std::int64_t width, RowRange rows)
        : edge_(edge),
          dilation_(dilation),
          halvings_(doubled ? 1 : 0),
          height_(height),
          width_(width),
          rows_(rows),
          tile_rows_(at::divup(rows.count(), edge * dilation)),
          columns_(at::divup(width, edge * dilation)) {}

    std::int64_t edge() const noexcept { return edge_; }
    std::int64_t per_map() const noexcept { return dilation_ * dilation_ * tile_rows_ * columns_; }
    /// Tiles beside each other.
    std::int64_t columns() const noexcept { return columns_; }

    /// The rows that tiles first to last - 1 read, where the rows of all maps are numbered through.
    /// For no dilation.
    RowRange rows_read(std::int64_t first, std::int64_t last) const {
        const Corner top = corner(first), bottom = corner(last - 1);
        return {top.map * height_ + std::max<std::int64_t>(0, top.y - kHalo),
                bottom.map * height_ + std::min(height_, bottom.y + edge_ + kHalo)};
    }

    /// Writes pointers to the pixels that the tile reads, row by row; `outside` stands for those
    /// that are in no map. The row `first_row` of all maps' lies at `pixels`.
    void point_to_inputs(std::int64_t tile, const float* pixels, std::int64_t first_row,
                         std::int64_t channels, const float* outside,
                         const float** pointers) const {
        const Corner from = corner(tile);
        const std::int64_t row = from.map * (height_ >> halvings_) - first_row;
        const std::int64_t row_size = (width_ >> halvings_) * channels;
        const std::int64_t edge = (edge_ + 2 * kHalo) * dilation_, halo = kHalo * dilation_;
        for (std::int64_t y = from.y - halo; y < from.y - halo + edge; y += dilation_) {
            const bool in_height = y >= 0 && y < height_;
            for (std::int64_t x = from.x - halo; x < from.x - halo + edge; x += dilation_) {
                const bool inside = in_height && x >= 0 && x < width_;
                *pointers++ = inside ? pixels + (row + (y >> halvings_)) * row_size +
                                           (x >> halvings_) * channels
                                     : outside;
            }
        }
    }

    /// The same for the pixels of the result, or of a map like it.
    template <class Pointer>
    void point_to_results(std::int64_t tile, Pointer maps, std::int64_t channels, Pointer outside,
                          Pointer* pointers) const {
        const Corner from = corner(tile);
        const std::int64_t edge = edge_ * dilation_;
        for (std::int64_t y = from.y; y < from.y + edge; y += dilation_) {
            for (std::int64_t x = from.x; x < from.x + edge; x += dilation_) {
                const bool inside = y < rows_.end && x < width_;
                *pointers++ =
                    inside ? maps + ((from.map * height_ + y) * width_ + x) * channels : outside;
            }
        }
    }

private:
    static constexpr std::int64_t kHalo = 1;

    /// Of a tile's first pixel.
    struct Corner {
        std::int64_t map, y, x;
    };
    Corner corner(std::int64_t tile) const {
        const std::int64_t in_map = tile % per_map();
        const std::int64_t remainder = in_map / (tile_rows_ * columns_);
        const std::int64_t in_part = in_map % (tile_rows_ * columns_);
        return {tile / per_map(),
                rows_.begin + in_part / columns_ * edge_ * dilation_ + remainder / dilation_,
                in_part % columns_ * edge_ * dilation_ + remainder % dilation_};
    }

    std::int64_t edge_, dilation_, halvings_, height_, width_;
    RowRange rows_;
    std::int64_t tile_rows_, columns_;
};

}  // namespace catvton::nn
