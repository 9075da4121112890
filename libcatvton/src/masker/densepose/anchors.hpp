#pragma once

#include <array>
#include <cstdint>

#include "masker/densepose/box.hpp"

namespace catvton::masker::densepose {

inline constexpr std::size_t kAnchorsPerCell = 3;
inline constexpr std::size_t kLevels = 5;  ///< p2..p6

/// Pixels of the input for one cell of level `level` (0: p2).
constexpr std::int64_t level_stride(std::size_t level) { return std::int64_t{4} << level; }

/// The anchors of one feature level: three shapes (height over width 1/2, 1, 2) of area
/// (32 << level)^2 on the upper left corner of each cell.
class Anchors {
public:
    Anchors(std::size_t level, std::int64_t columns);
    /// By flat index in the order row, column, shape.
    Box operator[](std::int64_t index) const;

private:
    std::array<Box, kAnchorsPerCell> shapes_;
    std::int64_t stride_;
    std::int64_t columns_;
};

}  // namespace catvton::masker::densepose
