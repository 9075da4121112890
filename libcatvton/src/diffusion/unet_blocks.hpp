#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <vector>

#include "diffusion/resnet_block.hpp"
#include "diffusion/transformer_2d.hpp"

namespace catvton::diffusion {

/// What every block of the UNet is called with.
struct BlockInput {
    const at::Tensor& time;  ///< [1, time channels], after SiLU
    const Trace& trace;
    const std::string& name;  ///< diffusers' name of the block
};

/// DownBlock2D, or CrossAttnDownBlock2D when `heads` is given.
class DownBlock2D {
public:
    DownBlock2D(const nn::Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
                std::optional<std::int64_t> heads, bool downsample, const UNetConfig& config,
                const ResnetStyle& style);
    /// Appends every intermediate result to `skips`.
    at::Tensor operator()(at::Tensor h, std::vector<at::Tensor>& skips,
                          const BlockInput& input) const;

private:
    std::vector<ResnetBlock2D> resnets_;
    std::vector<Transformer2DModel> attentions_;  ///< empty without attention
    std::optional<nn::Conv2d> downsampler_;
};

/// UNetMidBlock2DCrossAttn.
class MidBlock2D {
public:
    MidBlock2D(const nn::Scope& scope, std::int64_t channels, std::int64_t heads,
               const UNetConfig& config, const ResnetStyle& style);
    at::Tensor operator()(const at::Tensor& h, const BlockInput& input) const;

private:
    ResnetBlock2D first_;
    Transformer2DModel attention_;
    ResnetBlock2D second_;
};

/// Channels around one up block.
struct UpBlockChannels {
    std::int64_t input;      ///< of what comes from below
    std::int64_t output;     ///< of every layer of the block
    std::int64_t last_skip;  ///< of the skip tensor that the last layer meets
};

/// UpBlock2D, or CrossAttnUpBlock2D when `heads` is given.
class UpBlock2D {
public:
    UpBlock2D(const nn::Scope& scope, const UpBlockChannels& channels,
              std::optional<std::int64_t> heads, bool upsample, const UNetConfig& config,
              const ResnetStyle& style);
    /// Takes its skip tensors from the back of `skips`. The upsampler goes to the size of the next
    /// one, which is not always twice its own.
    at::Tensor operator()(at::Tensor h, std::vector<at::Tensor>& skips,
                          const BlockInput& input) const;

private:
    std::vector<ResnetBlock2D> resnets_;
    std::vector<Transformer2DModel> attentions_;
    std::optional<nn::Conv2d> upsampler_;
};

}  // namespace catvton::diffusion
