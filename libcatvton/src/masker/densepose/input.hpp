#pragma once

#include <ATen/ATen.h>

#include "catvton/image.hpp"
#include "masker/densepose/config.hpp"

namespace catvton::masker::densepose {

struct Size {
    int width = 0;
    int height = 0;
    bool operator==(const Size&) const = default;
};

/// What a photo is reduced to before anything else: its longer side is at most config.reduce_above.
Size reduced_size(Size photo, const Config& config);
/// What the network sees: the shorter side min_size, the longer one at most max_size.
Size network_size(Size image, const Config& config);

/// (1, 3, H, W), BGR minus the mean, padded with zeros at the right and below to multiples of 32.
at::Tensor network_input(const ImageView& rgb, at::Device device);

}  // namespace catvton::masker::densepose
