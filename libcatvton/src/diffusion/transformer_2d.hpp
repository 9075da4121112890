#pragma once

#include <ATen/ATen.h>

#include <variant>

#include "diffusion/config.hpp"
#include "diffusion/trace.hpp"
#include "nn/attention.hpp"
#include "nn/conv2d.hpp"
#include "nn/feed_forward.hpp"
#include "nn/normalization.hpp"

namespace catvton::diffusion {

/// diffusers' BasicTransformerBlock as CatVTON runs it: the cross-attention returns its input, so
/// what is left of it is h + LayerNorm2(h).
class BasicTransformerBlock {
public:
    BasicTransformerBlock(const nn::Scope& scope, std::int64_t channels, std::int64_t heads);
    /// x: [batch, tokens, channels], which becomes the result.
    at::Tensor operator()(at::Tensor x, const Trace& trace, const std::string& name) const;

private:
    nn::LayerNorm norm1_;
    nn::SelfAttention attn1_;
    nn::LayerNorm norm2_;
    nn::LayerNorm norm3_;
    nn::FeedForward ff_;
};

/// diffusers' Transformer2DModel with one block: GroupNorm (epsilon 1e-6), projection, block,
/// projection, residual.
class Transformer2DModel {
public:
    Transformer2DModel(const nn::Scope& scope, std::int64_t channels, std::int64_t heads,
                       const UNetConfig& config);
    /// x: [batch, channels, h, w].
    at::Tensor operator()(const at::Tensor& x, const Trace& trace, const std::string& name) const;

private:
    using Projection = std::variant<nn::Conv2d, nn::Linear>;

    static Projection make_projection(const nn::Scope& scope, std::int64_t channels, bool linear);

    nn::GroupNorm norm_;
    Projection proj_in_;
    BasicTransformerBlock block_;
    Projection proj_out_;
};

}  // namespace catvton::diffusion
