#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "diffusion/config.hpp"
#include "diffusion/trace.hpp"
#include "diffusion/vae_blocks.hpp"
#include "weights/state_dict.hpp"

namespace catvton::diffusion {

/// The posterior of an encoded picture.
struct LatentDistribution {
    at::Tensor mean;  ///< [batch, latent channels, h, w]
    at::Tensor std;
};

/// diffusers' AutoencoderKL. Immutable after construction.
class AutoencoderKL {
public:
    /// Throws corrupt_weights with the differences when the checkpoint does not fit the config.
    AutoencoderKL(const AutoencoderConfig& config, const weights::StateDict& state,
                  at::Device device, at::ScalarType dtype);

    /// image: [batch, 3, H, W] in -1..1; gives [batch, 2 * latent channels, H/8, W/8]: mean and
    /// log-variance.
    at::Tensor encode_moments(const at::Tensor& image, const Trace& trace = {}) const;
    LatentDistribution encode(const at::Tensor& image) const;
    /// latent: unscaled; gives the picture, nominally in -1..1, not clamped.
    at::Tensor decode(const at::Tensor& latent, const Trace& trace = {}) const;

    const AutoencoderConfig& config() const noexcept { return config_; }
    std::uint64_t parameter_bytes() const noexcept { return parameter_bytes_; }

private:
    AutoencoderKL(const AutoencoderConfig& config, nn::Parameters parameters);
    AutoencoderKL(const AutoencoderConfig& config, nn::Parameters& parameters,
                  const nn::Scope& root);

    at::Tensor encode_features(const at::Tensor& image, const Trace& trace) const;

    AutoencoderConfig config_;
    nn::Conv2d encoder_conv_in_;
    std::vector<DownEncoderBlock> down_blocks_;
    VaeMidBlock encoder_mid_block_;
    nn::GroupNorm encoder_norm_out_;
    nn::Conv2d encoder_conv_out_;
    nn::Conv2d quant_conv_;
    nn::Conv2d post_quant_conv_;
    nn::Conv2d decoder_conv_in_;
    VaeMidBlock decoder_mid_block_;
    std::vector<UpDecoderBlock> up_blocks_;
    nn::GroupNorm decoder_norm_out_;
    nn::Conv2d decoder_conv_out_;
    std::uint64_t parameter_bytes_ = 0;
};

}  // namespace catvton::diffusion
