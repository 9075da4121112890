#pragma once

#include <ATen/ATen.h>

#include "diffusion/config.hpp"
#include "diffusion/trace.hpp"
#include "nn/linear.hpp"

namespace catvton::diffusion {

/// The sinusoidal embedding of one timestep, float32 [1, channels] on the CPU.
at::Tensor sinusoidal_embedding(std::int64_t timestep, std::int64_t channels,
                                const UNetConfig& config);

/// diffusers' time_proj and time_embedding together.
class TimestepEmbedding {
public:
    TimestepEmbedding(const nn::Scope& scope, const UNetConfig& config);
    /// [1, 4 * block_out_channels[0]].
    at::Tensor operator()(std::int64_t timestep, const at::TensorOptions& options,
                          const Trace& trace) const;

private:
    const UNetConfig config_;
    nn::Linear linear_1_;
    nn::Linear linear_2_;
};

}  // namespace catvton::diffusion
