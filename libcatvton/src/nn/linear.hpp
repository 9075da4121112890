#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/packed_linear.hpp"
#include "nn/parameters.hpp"

namespace catvton::nn {

/// torch.nn.Linear over the last axis.
class Linear {
public:
    enum class Bias { yes, no };

    Linear(const Scope& scope, std::int64_t in_features, std::int64_t out_features,
           Bias bias = Bias::yes);
    /// Several layers over the same rows as one: their results beside each other, `out_features`
    /// of each.
    Linear(at::ArrayRef<Scope> scopes, std::int64_t in_features, std::int64_t out_features,
           Bias bias);
    at::Tensor operator()(const at::Tensor& x) const {
        return packed_ ? (*packed_)(x) : at::linear(x, weight_, bias_);
    }
    /// Adds the result to `sum`, in place.
    void add_to(at::Tensor& sum, const at::Tensor& x) const {
        if (packed_) {
            packed_->add_to(sum, x);
        } else {
            sum.add_((*this)(x));
        }
    }

private:
    at::Tensor weight_;  ///< undefined when the packed form replaces it
    at::Tensor bias_;    ///< undefined without bias
    std::optional<PackedLinear> packed_;
};

}  // namespace catvton::nn
