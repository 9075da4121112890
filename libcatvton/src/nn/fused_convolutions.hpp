#pragma once

#include <ATen/ATen.h>

#include "nn/conv2d.hpp"
#include "nn/normalization.hpp"

// The convolutions of the residual blocks with what stands around them. Where Winograd's algorithm
// convolves, norm, doubling and sums happen on the way, without maps of their own; elsewhere one
// after the other. Results differ in rounding only. Shapes are NCHW; convolutions keep the size.
namespace catvton::nn {

/// conv(silu(norm(x))) + bias, [out] or undefined.
at::Tensor convolve_normalised(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x,
                               const at::Tensor& bias = {});

/// conv(silu(norm(x))) + shortcut, in the memory of the shortcut where nobody else holds it.
at::Tensor convolve_normalised_onto(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x,
                                    at::Tensor shortcut);

struct ConvolvedTwice {
    at::Tensor normalised;  ///< conv(silu(norm(x))) + bias
    at::Tensor shortcut;    ///< pointwise(x)
};

/// Both at once. The rows of a large map that nobody else holds go back to the system as soon as
/// they are used: the VAE's maps at the picture's size are the memory peak of a run.
ConvolvedTwice convolve_twice(const GroupNorm& norm, const Conv2d& conv, const Conv2d& pointwise,
                              at::Tensor x, const at::Tensor& bias = {});

/// conv of `x` with each side doubled, by nearest neighbour; gives rows back as convolve_twice
/// does.
at::Tensor convolve_doubled(const Conv2d& conv, at::Tensor x);

}  // namespace catvton::nn
