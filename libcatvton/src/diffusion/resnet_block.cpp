#include "diffusion/resnet_block.hpp"

#include "nn/fused_convolutions.hpp"

namespace catvton::diffusion {

ResnetBlock2D::ResnetBlock2D(const nn::Scope& scope, std::int64_t in_channels,
                             std::int64_t out_channels, const ResnetStyle& style)
    : norm1_(scope / "norm1", style.norm_num_groups, in_channels, style.norm_eps),
      conv1_(scope / "conv1", in_channels, out_channels),
      norm2_(scope / "norm2", style.norm_num_groups, out_channels, style.norm_eps),
      conv2_(scope / "conv2", out_channels, out_channels) {
    if (style.time_channels > 0) {
        time_emb_proj_.emplace(scope / "time_emb_proj", style.time_channels, out_channels);
    }
    if (in_channels != out_channels) {
        conv_shortcut_.emplace(scope / "conv_shortcut", in_channels, out_channels,
                               nn::Conv2dGeometry{1, 1, 0});
    }
}

at::Tensor ResnetBlock2D::operator()(at::Tensor x, const at::Tensor& time) const {
    const at::Tensor bias = time_emb_proj_ ? (*time_emb_proj_)(time).flatten() : at::Tensor();
    at::Tensor h;
    if (conv_shortcut_) {
        auto [normalised, shortcut] =
            nn::convolve_twice(norm1_, conv1_, *conv_shortcut_, std::move(x), bias);
        h = std::move(normalised), x = std::move(shortcut);
    } else {
        h = nn::convolve_normalised(norm1_, conv1_, x, bias);
    }
    return nn::convolve_normalised_onto(norm2_, conv2_, h, std::move(x));
}

}  // namespace catvton::diffusion
