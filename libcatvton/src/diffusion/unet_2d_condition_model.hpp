#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "diffusion/config.hpp"
#include "diffusion/timestep_embedding.hpp"
#include "diffusion/trace.hpp"
#include "diffusion/unet_blocks.hpp"
#include "weights/state_dict.hpp"

namespace catvton::diffusion {

/// diffusers' UNet2DConditionModel without text: CatVTON skips the cross-attention. Immutable after
/// construction.
class UNet2DConditionModel {
public:
    /// Throws corrupt_weights with the differences when the checkpoint does not fit the config.
    /// attn2 tensors may be present and are not read.
    UNet2DConditionModel(const UNetConfig& config, const weights::StateDict& state,
                         at::Device device, at::ScalarType dtype);

    /// sample: [batch, in_channels, h, w] of the model's type; gives [batch, out_channels, h, w].
    at::Tensor operator()(const at::Tensor& sample, std::int64_t timestep,
                          const Trace& trace = {}) const;

    const UNetConfig& config() const noexcept { return config_; }
    std::uint64_t parameter_bytes() const noexcept { return parameter_bytes_; }

private:
    UNet2DConditionModel(const UNetConfig& config, nn::Parameters parameters);
    UNet2DConditionModel(const UNetConfig& config, nn::Parameters& parameters,
                         const nn::Scope& root);

    UNetConfig config_;
    nn::Conv2d conv_in_;
    TimestepEmbedding time_embedding_;
    std::vector<DownBlock2D> down_blocks_;
    MidBlock2D mid_block_;
    std::vector<UpBlock2D> up_blocks_;
    nn::GroupNorm conv_norm_out_;
    nn::Conv2d conv_out_;
    std::uint64_t parameter_bytes_ = 0;
};

}  // namespace catvton::diffusion
