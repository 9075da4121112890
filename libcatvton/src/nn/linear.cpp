#include "nn/linear.hpp"

namespace catvton::nn {

Linear::Linear(const Scope& scope, std::int64_t in_features, std::int64_t out_features, Bias bias)
    : weight_(scope.take("weight", {out_features, in_features})) {
    if (bias == Bias::yes) bias_ = scope.take("bias", {out_features});
    prepacked_ = PrepackedLinear::make(weight_, bias_);
    if (prepacked_) weight_.reset();
}

}  // namespace catvton::nn
