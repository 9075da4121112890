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

LayerNorm::LayerNorm(const Scope& scope, std::int64_t features)
    : weight_(scope.take("weight", {features})), bias_(scope.take("bias", {features})) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {weight_.size(0)}, weight_, bias_, 1e-5);
}

}  // namespace catvton::nn
