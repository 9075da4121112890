#pragma once

#include <ATen/ATen.h>

#include "nn/linear.hpp"

namespace catvton::nn {

/// A transformer block's feed-forward: GEGLU (exact, erf-based GELU) to four times the channels,
/// then back. Long sequences run in chunks of tokens, so that the widest tensor of the UNet never
/// exists whole.
class FeedForward {
public:
    FeedForward(const Scope& scope, std::int64_t channels);
    /// x: [batch, tokens, channels].
    at::Tensor operator()(const at::Tensor& x) const;
    /// Adds the result to `sum`, which has x's sizes, in place.
    void add_to(at::Tensor& sum, const at::Tensor& x) const;

private:
    Linear proj_;  ///< [value | gate]
    Linear out_;
};

}  // namespace catvton::nn
