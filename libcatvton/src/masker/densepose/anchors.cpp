#include "masker/densepose/anchors.hpp"

#include <cmath>

namespace catvton::masker::densepose {

namespace {

constexpr std::array<double, kAnchorsPerCell> kHeightOverWidth{0.5, 1.0, 2.0};

Box cell_anchor(double size, double ratio) {
    const double width = std::sqrt(size * size / ratio), height = ratio * width;
    return {static_cast<float>(-width / 2), static_cast<float>(-height / 2),
            static_cast<float>(width / 2), static_cast<float>(height / 2)};
}

}  // namespace

Anchors::Anchors(std::size_t level, std::int64_t columns)
    : stride_(level_stride(level)), columns_(columns) {
    const double size = static_cast<double>(std::int64_t{32} << level);
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
        shapes_[i] = cell_anchor(size, kHeightOverWidth[i]);
    }
}

Box Anchors::operator[](std::int64_t index) const {
    constexpr auto per_cell = static_cast<std::int64_t>(kAnchorsPerCell);
    const Box& shape = shapes_[static_cast<std::size_t>(index % per_cell)];
    const std::int64_t cell = index / per_cell;
    const float x = static_cast<float>(cell % columns_ * stride_);
    const float y = static_cast<float>(cell / columns_ * stride_);
    return {x + shape.x0, y + shape.y0, x + shape.x1, y + shape.y1};
}

}  // namespace catvton::masker::densepose
