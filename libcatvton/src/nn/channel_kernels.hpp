#pragma once

#include "nn/vector_lanes.hpp"

// Passes over `count` pixels of a channels-last float map, `channels` (a multiple of kChannelStep)
// floats each.
namespace catvton::nn {

/// Adds x - pivot and its square to the sums of each channel.
void add_channel_sums(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* pivot, double* sums, double* squares);

/// out = silu(x * scale + shift), scale and shift by channel. `out` may be `pixels`.
void scale_shift_silu(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* scale, const float* shift, float* out);

/// GEGLU: out = value * gelu(gate) for `count` rows, [value | gate], `features` (a multiple of
/// kChannelStep) of each; gelu(x) = x (1 + erf(x / sqrt(2))) / 2, within 4e-7 of it.
void gate_with_gelu(const float* rows, std::int64_t count, std::int64_t features, float* out);

}  // namespace catvton::nn
