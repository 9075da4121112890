#pragma once

#include <ATen/ATen.h>

namespace catvton::nn {

/// A normalisation whose statistics are known: x * scale + shift, both [batch, channels].
struct ChannelAffine {
    at::Tensor scale, shift;
};

/// Whether the kernels of this library for channels-last maps serve `x`, [batch, channels, h, w].
bool channel_kernels_serve(const at::Tensor& x);

/// silu(x * scale + shift), channels-last, for maps that the kernels serve.
at::Tensor normalise_silu(const ChannelAffine& affine, const at::Tensor& x);

}  // namespace catvton::nn
