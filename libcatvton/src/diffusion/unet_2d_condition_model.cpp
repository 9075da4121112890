#include "diffusion/unet_2d_condition_model.hpp"

#include <algorithm>

namespace catvton::diffusion {

namespace {

std::optional<std::int64_t> heads_if(bool attention, std::int64_t heads) {
    return attention ? std::optional(heads) : std::nullopt;
}

ResnetStyle style_of(const UNetConfig& config) {
    return {config.norm_num_groups, config.norm_eps, 4 * config.block_out_channels.front()};
}

}  // namespace

UNet2DConditionModel::UNet2DConditionModel(const UNetConfig& config,
                                           const weights::StateDict& state, at::Device device,
                                           at::ScalarType dtype)
    : UNet2DConditionModel(config, nn::Parameters(state, "UNet", device, dtype)) {}

UNet2DConditionModel::UNet2DConditionModel(const UNetConfig& config, nn::Parameters parameters)
    : UNet2DConditionModel(config, parameters, nn::Scope(parameters)) {}

UNet2DConditionModel::UNet2DConditionModel(const UNetConfig& config, nn::Parameters& parameters,
                                           const nn::Scope& root)
    : config_(config),
      conv_in_(root / "conv_in", config.in_channels, config.block_out_channels.front()),
      time_embedding_(root, config),
      mid_block_(root / "mid_block", config.block_out_channels.back(),
                 config.attention_heads.back(), config, style_of(config)),
      conv_norm_out_(root / "conv_norm_out", config.norm_num_groups,
                     config.block_out_channels.front(), config.norm_eps),
      conv_out_(root / "conv_out", config.block_out_channels.front(), config.out_channels) {
    const std::vector<std::int64_t>& channels = config.block_out_channels;
    const std::size_t blocks = channels.size();
    const ResnetStyle style = style_of(config);
    for (std::size_t i = 0; i < blocks; ++i) {
        down_blocks_.emplace_back(
            root / "down_blocks" / i, channels[i == 0 ? 0 : i - 1], channels[i],
            heads_if(config.down_block_attention[i], config.attention_heads[i]), i + 1 < blocks,
            config, style);
    }
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::size_t level = blocks - 1 - i;
        const UpBlockChannels around{i == 0 ? channels.back() : channels[level + 1],
                                     channels[level], channels[level == 0 ? 0 : level - 1]};
        up_blocks_.emplace_back(
            root / "up_blocks" / i, around,
            heads_if(config.up_block_attention[i], config.attention_heads[level]), level > 0,
            config, style);
    }
    parameters.ignore_containing(".attn2.");
    parameters.finish();
    parameter_bytes_ = parameters.bytes();
}

at::Tensor UNet2DConditionModel::operator()(const at::Tensor& sample, std::int64_t timestep,
                                            const Trace& trace) const {
    const at::Tensor time = at::silu(time_embedding_(timestep, sample.options(), trace));
    std::vector<at::Tensor> skips{observed(trace, "conv_in", conv_in_(sample))};
    at::Tensor h = skips.front();
    for (std::size_t i = 0; i < down_blocks_.size(); ++i) {
        const std::string name = "down_blocks." + std::to_string(i);
        h = down_blocks_[i](h, skips, {time, trace, name});
    }
    h = mid_block_(h, {time, trace, "mid_block"});
    for (std::size_t i = 0; i < up_blocks_.size(); ++i) {
        const std::string name = "up_blocks." + std::to_string(i);
        h = up_blocks_[i](h, skips, {time, trace, name});
    }
    h = observed(trace, "conv_norm_out", conv_norm_out_(h));
    return conv_out_(at::silu_(h));
}

}  // namespace catvton::diffusion
