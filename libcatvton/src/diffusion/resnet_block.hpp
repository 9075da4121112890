#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/conv2d.hpp"
#include "nn/linear.hpp"
#include "nn/normalization.hpp"

namespace catvton::diffusion {

/// How the residual blocks of one network are built.
struct ResnetStyle {
    std::int64_t norm_num_groups = 32;
    double norm_eps = 1e-5;
    std::int64_t time_channels = 0;  ///< of the time embedding; 0: the block takes none (VAE)
};

/// diffusers' ResnetBlock2D: two normalised convolutions around a shortcut.
class ResnetBlock2D {
public:
    ResnetBlock2D(const nn::Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
                  const ResnetStyle& style);
    /// x: [batch, in, h, w]; time: [1, time_channels] after SiLU, undefined when the style has
    /// none. An `x` that is moved in leaves memory as soon as it can.
    at::Tensor operator()(at::Tensor x, const at::Tensor& time = {}) const;

private:
    nn::GroupNorm norm1_;
    nn::Conv2d conv1_;
    std::optional<nn::Linear> time_emb_proj_;
    nn::GroupNorm norm2_;
    nn::Conv2d conv2_;
    std::optional<nn::Conv2d> conv_shortcut_;
};

}  // namespace catvton::diffusion
