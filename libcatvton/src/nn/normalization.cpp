#include "nn/normalization.hpp"

#include <ATen/Parallel.h>

#include <algorithm>

#include "nn/channel_kernels.hpp"

namespace catvton::nn {

GroupNorm::GroupNorm(const Scope& scope, std::int64_t groups, std::int64_t channels, double epsilon)
    : weight_(scope.take("weight", {channels})),
      bias_(scope.take("bias", {channels})),
      groups_(groups),
      epsilon_(epsilon) {}

at::Tensor GroupNorm::operator()(const at::Tensor& x) const {
    return at::group_norm(x, groups_, weight_, bias_, epsilon_);
}

at::Tensor GroupNorm::with_silu(const at::Tensor& x) const {
    if (channel_kernels_serve(x)) return normalise_silu(affine(x), x);
    at::Tensor normalised = (*this)(x);
    return at::silu_(normalised);
}

ChannelAffine GroupNorm::affine(const at::Tensor& x) const {
    constexpr std::int64_t kSlicePixels = 2048;
    const at::Tensor maps = x.contiguous(at::MemoryFormat::ChannelsLast);
    const std::int64_t batch = x.size(0), channels = x.size(1), pixels = x.size(2) * x.size(3);
    // About a value of each channel, so that little cancels where the mean is far from zero.
    const at::Tensor pivot = maps.slice(2, 0, 1).mean({2, 3}).contiguous();
    const std::int64_t slices = at::divup(pixels, kSlicePixels);
    const at::Tensor parts =
        at::zeros({2, batch, slices, channels}, x.options().dtype(at::kDouble));
    const auto* const input = maps.const_data_ptr<float>();
    const auto* const pivots = pivot.const_data_ptr<float>();
    auto* const part = parts.mutable_data_ptr<double>();
    at::parallel_for(0, batch * slices, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t map = i / slices, first = i % slices * kSlicePixels;
            add_channel_sums(input + (map * pixels + first) * channels,
                             std::min(kSlicePixels, pixels - first), channels,
                             pivots + map * channels, part + i * channels,
                             part + (batch * slices + i) * channels);
        }
    });
    const at::Tensor totals = parts.sum(2);
    at::Tensor sums = totals[0], squares = totals[1];
    const auto count = static_cast<double>(x.size(2) * x.size(3));
    const at::Tensor channel_pivot = pivot.to(at::kDouble).view({batch, groups_, -1});
    const at::Tensor channel_mean = sums.div_(count).view_as(channel_pivot);
    const at::Tensor channel_variance =
        squares.div_(count).view_as(channel_pivot) - channel_mean.square();
    const at::Tensor means = channel_pivot + channel_mean, mean = means.mean(-1, true);
    const at::Tensor variance =
        (channel_variance + (means - mean).square()).mean(-1, true).clamp_min(0);
    const at::Tensor weight = weight_.to(at::kDouble).view({1, groups_, -1});
    const at::Tensor scale = weight / at::sqrt(variance + epsilon_);
    const at::Tensor shift = bias_.to(at::kDouble).view({1, groups_, -1}) - mean * scale;
    const auto per_channel = [&](const at::Tensor& values) {
        return values.reshape({batch, channels}).to(x.scalar_type());
    };
    return {per_channel(scale), per_channel(shift)};
}

LayerNorm::LayerNorm(const Scope& scope, std::int64_t features)
    : weight_(scope.take("weight", {features})), bias_(scope.take("bias", {features})) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {weight_.size(0)}, weight_, bias_, 1e-5);
}

}  // namespace catvton::nn
