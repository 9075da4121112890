#include "diffusion/unet_blocks.hpp"

#include "nn/fused_convolutions.hpp"

namespace catvton::diffusion {

namespace {

std::string attention_name(const BlockInput& input, std::size_t index) {
    return input.name + ".attentions." + std::to_string(index);
}

}  // namespace

DownBlock2D::DownBlock2D(const nn::Scope& scope, std::int64_t in_channels,
                         std::int64_t out_channels, std::optional<std::int64_t> heads,
                         bool downsample, const UNetConfig& config, const ResnetStyle& style) {
    for (std::int64_t j = 0; j < config.layers_per_block; ++j) {
        const auto index = static_cast<std::size_t>(j);
        resnets_.emplace_back(scope / "resnets" / index, j == 0 ? in_channels : out_channels,
                              out_channels, style);
        if (heads)
            attentions_.emplace_back(scope / "attentions" / index, out_channels, *heads, config);
    }
    if (downsample) {
        downsampler_.emplace(scope / "downsamplers" / "0" / "conv", out_channels, out_channels,
                             nn::Conv2dGeometry{3, 2, 1});
    }
}

at::Tensor DownBlock2D::operator()(at::Tensor h, std::vector<at::Tensor>& skips,
                                   const BlockInput& input) const {
    for (std::size_t j = 0; j < resnets_.size(); ++j) {
        h = resnets_[j](h, input.time);
        if (!attentions_.empty()) h = attentions_[j](h, input.trace, attention_name(input, j));
        skips.push_back(h);
    }
    if (downsampler_) {
        h = (*downsampler_)(h);
        skips.push_back(h);
    }
    return observed(input.trace, input.name, h);
}

MidBlock2D::MidBlock2D(const nn::Scope& scope, std::int64_t channels, std::int64_t heads,
                       const UNetConfig& config, const ResnetStyle& style)
    : first_(scope / "resnets" / "0", channels, channels, style),
      attention_(scope / "attentions" / "0", channels, heads, config),
      second_(scope / "resnets" / "1", channels, channels, style) {}

at::Tensor MidBlock2D::operator()(const at::Tensor& h, const BlockInput& input) const {
    const at::Tensor mixed =
        attention_(first_(h, input.time), input.trace, attention_name(input, 0));
    return observed(input.trace, input.name, second_(mixed, input.time));
}

UpBlock2D::UpBlock2D(const nn::Scope& scope, const UpBlockChannels& channels,
                     std::optional<std::int64_t> heads, bool upsample, const UNetConfig& config,
                     const ResnetStyle& style) {
    const std::int64_t layers = config.layers_per_block + 1;
    for (std::int64_t j = 0; j < layers; ++j) {
        const auto index = static_cast<std::size_t>(j);
        const std::int64_t skip = j == layers - 1 ? channels.last_skip : channels.output;
        const std::int64_t below = j == 0 ? channels.input : channels.output;
        resnets_.emplace_back(scope / "resnets" / index, below + skip, channels.output, style);
        if (heads)
            attentions_.emplace_back(scope / "attentions" / index, channels.output, *heads, config);
    }
    if (upsample) {
        upsampler_.emplace(scope / "upsamplers" / "0" / "conv", channels.output, channels.output);
    }
}

at::Tensor UpBlock2D::operator()(at::Tensor h, std::vector<at::Tensor>& skips,
                                 const BlockInput& input) const {
    for (std::size_t j = 0; j < resnets_.size(); ++j) {
        h = at::cat({h, skips.back()}, 1);
        skips.pop_back();
        h = resnets_[j](std::move(h), input.time);
        if (!attentions_.empty()) h = attentions_[j](h, input.trace, attention_name(input, j));
    }
    if (upsampler_) {
        const at::IntArrayRef size = skips.back().sizes().slice(2);
        const bool doubles = size[0] == 2 * h.size(2) && size[1] == 2 * h.size(3);
        h = doubles ? nn::convolve_doubled(*upsampler_, std::move(h))
                    : (*upsampler_)(at::upsample_nearest2d(h, size));
    }
    return observed(input.trace, input.name, h);
}

}  // namespace catvton::diffusion
