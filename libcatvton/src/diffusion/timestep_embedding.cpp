#include "diffusion/timestep_embedding.hpp"

#include <cmath>

namespace catvton::diffusion {

at::Tensor sinusoidal_embedding(std::int64_t timestep, std::int64_t channels,
                                const UNetConfig& config) {
    const std::int64_t half = channels / 2;
    const at::Tensor exponent = at::arange(half, at::kFloat) * -std::log(10000.0) /
                                (static_cast<double>(half) - config.freq_shift);
    const at::Tensor angles = (exponent.exp() * static_cast<double>(timestep)).unsqueeze(0);
    const at::Tensor sine = angles.sin(), cosine = angles.cos();
    at::Tensor embedding =
        config.flip_sin_to_cos ? at::cat({cosine, sine}, 1) : at::cat({sine, cosine}, 1);
    return channels % 2 ? at::constant_pad_nd(embedding, {0, 1}) : embedding;
}

TimestepEmbedding::TimestepEmbedding(const nn::Scope& scope, const UNetConfig& config)
    : config_(config),
      linear_1_(scope / "time_embedding" / "linear_1", config.block_out_channels[0],
                4 * config.block_out_channels[0]),
      linear_2_(scope / "time_embedding" / "linear_2", 4 * config.block_out_channels[0],
                4 * config.block_out_channels[0]) {}

at::Tensor TimestepEmbedding::operator()(std::int64_t timestep, const at::TensorOptions& options,
                                         const Trace& trace) const {
    const at::Tensor projected =
        sinusoidal_embedding(timestep, config_.block_out_channels[0], config_).to(options);
    observed(trace, "time_proj", projected);
    return observed(trace, "time_embedding", linear_2_(at::silu(linear_1_(projected))));
}

}  // namespace catvton::diffusion
