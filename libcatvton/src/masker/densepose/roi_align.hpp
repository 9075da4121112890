#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "masker/densepose/box.hpp"

namespace catvton::masker::densepose {

/// A feature map laid out for pooling: (H, W, C) float32 on the CPU.
struct PoolingMap {
    explicit PoolingMap(const at::Tensor& features);  ///< (1, C, H, W) on any device
    at::Tensor pixels;
};

/// The original ROIAlign (no half-pixel shift, sides at least one cell) with 2x2 samples in each of
/// resolution x resolution bins. `scale`: cells per pixel of the boxes. Writes box i to
/// out[i] (C, resolution, resolution).
void roi_align(const PoolingMap& map, float scale, const Box& box, std::int64_t resolution,
               float* out);

/// Level (0: p2 .. 3: p5) whose cells suit the box: 224 pixels go to p4.
std::size_t pooling_level(const Box& box);

}  // namespace catvton::masker::densepose
