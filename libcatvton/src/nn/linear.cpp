#include "nn/linear.hpp"

#include <string>
#include <vector>

namespace catvton::nn {

namespace {

at::Tensor take_joined(at::ArrayRef<Scope> scopes, const std::string& name, at::IntArrayRef shape) {
    if (scopes.size() == 1) return scopes.front().take(name, shape);
    std::vector<at::Tensor> parts;
    for (const Scope& scope : scopes) parts.push_back(scope.take(name, shape));
    return at::cat(parts);
}

}  // namespace

Linear::Linear(const Scope& scope, std::int64_t in_features, std::int64_t out_features, Bias bias)
    : Linear(at::ArrayRef<Scope>(scope), in_features, out_features, bias) {}

Linear::Linear(at::ArrayRef<Scope> scopes, std::int64_t in_features, std::int64_t out_features,
               Bias bias)
    : weight_(take_joined(scopes, "weight", {out_features, in_features})) {
    if (bias == Bias::yes) bias_ = take_joined(scopes, "bias", {out_features});
    packed_ = PackedLinear::make(weight_, bias_);
    if (packed_) weight_.reset();
}

}  // namespace catvton::nn
