#pragma once

#include "catvton/image.hpp"
#include "masker/densepose/box.hpp"
#include "masker/densepose/chart_head.hpp"

namespace catvton::masker::densepose {

/// A box in whole pixels: its corner and sides cut towards zero.
struct PixelBox {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    static PixelBox from(const Box& box);
    bool empty() const noexcept { return width < 1 || height < 1; }
};

/// The charts as body part labels of width x height pixels.
Image chart_labels(const Charts& charts, int width, int height);
/// Writes `labels` into `map` with the corner at (x, y); what does not fit is cut off.
void paste(const Image& labels, int x, int y, Image& map);

}  // namespace catvton::masker::densepose
