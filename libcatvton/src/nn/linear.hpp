#pragma once

#include <ATen/ATen.h>

#include "nn/parameters.hpp"

namespace catvton::nn {

/// torch.nn.Linear over the last axis.
class Linear {
public:
    enum class Bias { yes, no };

    Linear(const Scope& scope, std::int64_t in_features, std::int64_t out_features,
           Bias bias = Bias::yes);
    at::Tensor operator()(const at::Tensor& x) const { return at::linear(x, weight_, bias_); }

private:
    at::Tensor weight_;
    at::Tensor bias_;  ///< undefined without bias
};

}  // namespace catvton::nn
