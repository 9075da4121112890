#include "nn/normalization.hpp"

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
    at::Tensor normalised = (*this)(x);
    return at::silu_(normalised);
}

GroupNorm::Affine GroupNorm::affine(const at::Tensor& x) const {
    constexpr std::int64_t kStripRows = 32;
    const std::int64_t batch = x.size(0), channels = x.size(1);
    // About a value of each channel, so that little cancels where the mean is far from zero.
    const at::Tensor pivot = x.slice(2, 0, 1).mean({2, 3}, true);
    at::Tensor sums = at::zeros({batch, channels}, x.options().dtype(at::kDouble));
    at::Tensor squares = at::zeros_like(sums);
    for (const at::Tensor& strip : x.split(kStripRows, 2)) {
        at::Tensor centred = strip - pivot;
        sums += centred.sum({2, 3});
        squares += centred.square_().sum({2, 3});
    }
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
        return values.reshape({batch, channels, 1, 1}).to(x.scalar_type());
    };
    return {per_channel(scale), per_channel(shift)};
}

LayerNorm::LayerNorm(const Scope& scope, std::int64_t features)
    : weight_(scope.take("weight", {features})), bias_(scope.take("bias", {features})) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {weight_.size(0)}, weight_, bias_, 1e-5);
}

}  // namespace catvton::nn
