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

struct ConvolvedTwice {
    at::Tensor normalised;  ///< conv(silu(norm(x)))
    at::Tensor shortcut;    ///< pointwise(x)
};

/// Both at once. The rows of a large map that nobody else holds go back to the system as soon as
/// they are used.
ConvolvedTwice convolve_twice(const GroupNorm& norm, const Conv2d& conv, const Conv2d& pointwise,
                              at::Tensor x);

/// conv of `x` with each side doubled, by nearest neighbour; gives rows back as convolve_twice does.
at::Tensor convolve_doubled(const Conv2d& conv, at::Tensor x);

}  // namespace catvton::nn
