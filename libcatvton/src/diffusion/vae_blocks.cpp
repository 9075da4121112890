#include "diffusion/vae_blocks.hpp"

#include "nn/fused_convolutions.hpp"

namespace catvton::diffusion {

VaeAttention::VaeAttention(const nn::Scope& scope, std::int64_t channels, const ResnetStyle& style)
    : group_norm_(scope / "group_norm", style.norm_num_groups, channels, style.norm_eps),
      attention_(scope, channels, 1, nn::Linear::Bias::yes) {}

at::Tensor VaeAttention::operator()(const at::Tensor& x) const {
    const at::Tensor tokens = group_norm_(x).flatten(2).transpose(1, 2);
    return attention_(tokens).transpose(1, 2).reshape(x.sizes()).add_(x);
}

VaeMidBlock::VaeMidBlock(const nn::Scope& scope, std::int64_t channels, const ResnetStyle& style)
    : first_(scope / "resnets" / "0", channels, channels, style),
      attention_(scope / "attentions" / "0", channels, style),
      second_(scope / "resnets" / "1", channels, channels, style) {}

at::Tensor VaeMidBlock::operator()(const at::Tensor& x) const {
    return second_(attention_(first_(x)));
}

DownEncoderBlock::DownEncoderBlock(const nn::Scope& scope, std::int64_t in_channels,
                                   std::int64_t out_channels, bool downsample,
                                   const AutoencoderConfig& config, const ResnetStyle& style) {
    for (std::int64_t j = 0; j < config.layers_per_block; ++j) {
        resnets_.emplace_back(scope / "resnets" / static_cast<std::size_t>(j),
                              j == 0 ? in_channels : out_channels, out_channels, style);
    }
    if (downsample) {
        downsampler_.emplace(scope / "downsamplers" / "0" / "conv", out_channels, out_channels,
                             nn::Conv2dGeometry{3, 2, 0});
    }
}

at::Tensor DownEncoderBlock::operator()(at::Tensor h) const {
    for (const ResnetBlock2D& resnet : resnets_) h = resnet(std::move(h));
    return downsampler_ ? (*downsampler_)(at::constant_pad_nd(h, {0, 1, 0, 1})) : h;
}

UpDecoderBlock::UpDecoderBlock(const nn::Scope& scope, std::int64_t in_channels,
                               std::int64_t out_channels, bool upsample,
                               const AutoencoderConfig& config, const ResnetStyle& style) {
    for (std::int64_t j = 0; j <= config.layers_per_block; ++j) {
        resnets_.emplace_back(scope / "resnets" / static_cast<std::size_t>(j),
                              j == 0 ? in_channels : out_channels, out_channels, style);
    }
    if (upsample) {
        upsampler_.emplace(scope / "upsamplers" / "0" / "conv", out_channels, out_channels);
    }
}

at::Tensor UpDecoderBlock::operator()(at::Tensor h) const {
    for (const ResnetBlock2D& resnet : resnets_) h = resnet(std::move(h));
    return upsampler_ ? nn::convolve_doubled(*upsampler_, std::move(h)) : h;
}

}  // namespace catvton::diffusion
