#pragma once

#include <ATen/ATen.h>

#include "nn/conv2d.hpp"
#include "nn/normalization.hpp"

// Steps of the convolutional blocks that would make a second copy of a map only for the next
// convolution. On the CPU a large float map, such as the VAE's at the picture's size, is worked
// through in strips of rows instead: the copies would be the memory peak of a run. Results differ
// in rounding only. Shapes are NCHW; convolutions keep the size.
namespace catvton::nn {

/// conv(silu(norm(x))).
at::Tensor convolve_normalised(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x);

/// conv(silu(norm(x))) for as many channels as `x` has, whose memory it may take.
at::Tensor convolve_normalised_(const GroupNorm& norm, const Conv2d& conv, at::Tensor x);

/// sum + conv(x) in the memory of `sum`, for a 1x1 convolution.
at::Tensor add_pointwise_(at::Tensor sum, const Conv2d& conv, const at::Tensor& x);

/// conv of `x` with each side doubled, by nearest neighbour.
at::Tensor convolve_doubled(const Conv2d& conv, const at::Tensor& x);

}  // namespace catvton::nn
