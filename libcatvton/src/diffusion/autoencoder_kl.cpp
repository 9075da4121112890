#include "diffusion/autoencoder_kl.hpp"

#include "nn/fused_convolutions.hpp"

namespace catvton::diffusion {

namespace {

constexpr double kNormEps = 1e-6;  // everywhere in the VAE
constexpr nn::Conv2dGeometry kPointwise{1, 1, 0};

ResnetStyle style_of(const AutoencoderConfig& config) {
    return {config.norm_num_groups, kNormEps, 0};
}

}  // namespace

AutoencoderKL::AutoencoderKL(const AutoencoderConfig& config, const weights::StateDict& state,
                             at::Device device, at::ScalarType dtype)
    : AutoencoderKL(config, nn::Parameters(state, "VAE", device, dtype)) {}

AutoencoderKL::AutoencoderKL(const AutoencoderConfig& config, nn::Parameters parameters)
    : AutoencoderKL(config, parameters, nn::Scope(parameters)) {}

AutoencoderKL::AutoencoderKL(const AutoencoderConfig& config, nn::Parameters& parameters,
                             const nn::Scope& root)
    : config_(config),
      encoder_conv_in_(root / "encoder" / "conv_in", config.in_channels,
                       config.block_out_channels.front()),
      encoder_mid_block_(root / "encoder" / "mid_block", config.block_out_channels.back(),
                         style_of(config)),
      encoder_norm_out_(root / "encoder" / "conv_norm_out", config.norm_num_groups,
                        config.block_out_channels.back(), kNormEps),
      encoder_conv_out_(root / "encoder" / "conv_out", config.block_out_channels.back(),
                        2 * config.latent_channels),
      quant_conv_(root / "quant_conv", 2 * config.latent_channels, 2 * config.latent_channels,
                  kPointwise),
      post_quant_conv_(root / "post_quant_conv", config.latent_channels, config.latent_channels,
                       kPointwise),
      decoder_conv_in_(root / "decoder" / "conv_in", config.latent_channels,
                       config.block_out_channels.back()),
      decoder_mid_block_(root / "decoder" / "mid_block", config.block_out_channels.back(),
                         style_of(config)),
      decoder_norm_out_(root / "decoder" / "conv_norm_out", config.norm_num_groups,
                        config.block_out_channels.front(), kNormEps),
      decoder_conv_out_(root / "decoder" / "conv_out", config.block_out_channels.front(),
                        config.out_channels) {
    const std::vector<std::int64_t>& channels = config.block_out_channels;
    const std::size_t blocks = channels.size();
    for (std::size_t i = 0; i < blocks; ++i) {
        down_blocks_.emplace_back(root / "encoder" / "down_blocks" / i,
                                  channels[i == 0 ? 0 : i - 1], channels[i], i + 1 < blocks, config,
                                  style_of(config));
        const std::size_t level = blocks - 1 - i;
        up_blocks_.emplace_back(root / "decoder" / "up_blocks" / i,
                                channels[i == 0 ? level : level + 1], channels[level],
                                i + 1 < blocks, config, style_of(config));
    }
    parameters.finish();
    parameter_bytes_ = parameters.bytes();
}

at::Tensor AutoencoderKL::encode_features(const at::Tensor& image, const Trace& trace) const {
    at::Tensor h = observed(trace, "encoder.conv_in", encoder_conv_in_(image));
    for (std::size_t i = 0; i < down_blocks_.size(); ++i) {
        // Moved in, so that a block's input can be released as soon as the block is done with it.
        h = observed(trace, "encoder.down_blocks." + std::to_string(i),
                     down_blocks_[i](std::move(h)));
    }
    h = observed(trace, "encoder.mid_block", encoder_mid_block_(h));
    h = observed(trace, "encoder.conv_norm_out", encoder_norm_out_(h));
    return observed(trace, "encoder.conv_out", encoder_conv_out_(at::silu_(h)));
}

at::Tensor AutoencoderKL::encode_moments(const at::Tensor& image, const Trace& trace) const {
    return observed(trace, "quant_conv", quant_conv_(encode_features(image, trace)));
}

LatentDistribution AutoencoderKL::encode(const at::Tensor& image) const {
    const auto halves = encode_moments(image).chunk(2, 1);
    return {halves[0], at::exp(halves[1].clamp(-30.0, 20.0) * 0.5)};
}

at::Tensor AutoencoderKL::decode(const at::Tensor& latent, const Trace& trace) const {
    at::Tensor h = observed(trace, "post_quant_conv", post_quant_conv_(latent));
    h = observed(trace, "decoder.conv_in", decoder_conv_in_(h));
    h = observed(trace, "decoder.mid_block", decoder_mid_block_(h));
    for (std::size_t i = 0; i < up_blocks_.size(); ++i) {
        h = observed(trace, "decoder.up_blocks." + std::to_string(i), up_blocks_[i](std::move(h)));
    }
    h = nn::convolve_normalised(decoder_norm_out_, decoder_conv_out_, h);
    return observed(trace, "decoder.conv_out", h);
}

}  // namespace catvton::diffusion
