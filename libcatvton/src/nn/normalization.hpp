#pragma once

#include <ATen/ATen.h>

#include "nn/channel_affine.hpp"
#include "nn/parameters.hpp"

namespace catvton::nn {

/// torch.nn.GroupNorm over NCHW.
class GroupNorm {
public:
    GroupNorm(const Scope& scope, std::int64_t groups, std::int64_t channels, double epsilon);
    at::Tensor operator()(const at::Tensor& x) const;
    /// The norm followed by SiLU, as most blocks want it.
    at::Tensor with_silu(const at::Tensor& x) const;

    /// The norm of float maps on the CPU that channel_kernels_serve. Statistics are summed in
    /// double, in an order that does not depend on the threads.
    ChannelAffine affine(const at::Tensor& x) const;

private:
    at::Tensor weight_;
    at::Tensor bias_;
    std::int64_t groups_;
    double epsilon_;
};

/// torch.nn.LayerNorm over the last axis, epsilon 1e-5.
class LayerNorm {
public:
    LayerNorm(const Scope& scope, std::int64_t features);
    at::Tensor operator()(const at::Tensor& x) const;

private:
    at::Tensor weight_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
