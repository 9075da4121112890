#pragma once

#include <ATen/ATen.h>

#include "catvton/image.hpp"

namespace catvton::diffusion {

/// RGB pixels -> [1, 3, H, W] float32, v / 127.5 - 1. The pixels must be RGB.
at::Tensor image_to_tensor(const Image& rgb);
/// Grey pixels -> [1, 1, H, W] float32, 0 below 128, else 1.
at::Tensor mask_to_tensor(const Image& grey);
/// Entry `index` of [batch, 3, H, W] floats in -1..1 -> RGB pixels: clamped, rounded half to even.
Image tensor_to_image(const at::Tensor& decoded, std::int64_t index);

}  // namespace catvton::diffusion
