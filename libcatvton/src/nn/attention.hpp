#pragma once

#include <ATen/ATen.h>

#include "nn/linear.hpp"

namespace catvton::nn {

/// softmax(q k^T / sqrt(d)) v over [batch, heads, tokens, d], always by a fused kernel: the tokens
/// x tokens matrix is never allocated. Throws device when no fused kernel serves the operands.
at::Tensor fused_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

/// Self-attention with diffusers' parameter names (to_q, to_k, to_v, to_out.0).
class SelfAttention {
public:
    /// `bias`: of the three projections; to_out.0 always has one.
    SelfAttention(const Scope& scope, std::int64_t channels, std::int64_t heads, Linear::Bias bias);
    /// x: [batch, tokens, channels].
    at::Tensor operator()(const at::Tensor& x) const;
    /// Adds the result to `sum`, in place.
    void add_to(at::Tensor& sum, const at::Tensor& x) const;

private:
    /// Before to_out: [batch, tokens, channels].
    at::Tensor mix(const at::Tensor& x) const;
    at::Tensor mix_together(const at::Tensor& x) const;

    Linear to_qkv_;  ///< the three projections beside each other
    Linear to_out_;
    std::int64_t heads_;
};

}  // namespace catvton::nn
