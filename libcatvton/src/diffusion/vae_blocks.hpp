#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "diffusion/config.hpp"
#include "diffusion/resnet_block.hpp"
#include "nn/attention.hpp"

namespace catvton::diffusion {

/// The VAE's attention: one head over all channels, GroupNorm before it, the residual added.
class VaeAttention {
public:
    VaeAttention(const nn::Scope& scope, std::int64_t channels, const ResnetStyle& style);
    at::Tensor operator()(const at::Tensor& x) const;

private:
    nn::GroupNorm group_norm_;
    nn::SelfAttention attention_;
};

/// UNetMidBlock2D of the VAE.
class VaeMidBlock {
public:
    VaeMidBlock(const nn::Scope& scope, std::int64_t channels, const ResnetStyle& style);
    at::Tensor operator()(const at::Tensor& x) const;

private:
    ResnetBlock2D first_;
    VaeAttention attention_;
    ResnetBlock2D second_;
};

/// DownEncoderBlock2D: its downsampler pads right and bottom only.
class DownEncoderBlock {
public:
    DownEncoderBlock(const nn::Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
                     bool downsample, const AutoencoderConfig& config, const ResnetStyle& style);
    at::Tensor operator()(at::Tensor h) const;

private:
    std::vector<ResnetBlock2D> resnets_;
    std::optional<nn::Conv2d> downsampler_;
};

/// UpDecoderBlock2D.
class UpDecoderBlock {
public:
    UpDecoderBlock(const nn::Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
                   bool upsample, const AutoencoderConfig& config, const ResnetStyle& style);
    at::Tensor operator()(at::Tensor h) const;

private:
    std::vector<ResnetBlock2D> resnets_;
    std::optional<nn::Conv2d> upsampler_;
};

}  // namespace catvton::diffusion
