#include "diffusion/transformer_2d.hpp"

namespace catvton::diffusion {

namespace {

constexpr double kTransformerNormEps = 1e-6;

at::Tensor to_tokens(const at::Tensor& map) { return map.flatten(2).transpose(1, 2); }

/// sum += layer(input), of which the trace sees what is added.
template <class Layer>
void add_output(const Trace& trace, const std::string& module, at::Tensor& sum, const Layer& layer,
                const at::Tensor& input) {
    if (trace) {
        sum.add_(observed(trace, module, layer(input)));
    } else {
        layer.add_to(sum, input);
    }
}

at::Tensor to_map(const at::Tensor& tokens, at::IntArrayRef sizes) {
    return tokens.transpose(1, 2).reshape(sizes);
}

}  // namespace

BasicTransformerBlock::BasicTransformerBlock(const nn::Scope& scope, std::int64_t channels,
                                             std::int64_t heads)
    : norm1_(scope / "norm1", channels),
      attn1_(scope / "attn1", channels, heads, nn::Linear::Bias::no),
      norm2_(scope / "norm2", channels),
      norm3_(scope / "norm3", channels),
      ff_(scope / "ff", channels) {}

at::Tensor BasicTransformerBlock::operator()(at::Tensor x, const Trace& trace,
                                             const std::string& name) const {
    add_output(trace, name + ".attn1", x, attn1_, observed(trace, name + ".norm1", norm1_(x)));
    x.add_(observed(trace, name + ".norm2", norm2_(x)));
    add_output(trace, name + ".ff", x, ff_, observed(trace, name + ".norm3", norm3_(x)));
    return observed(trace, name, x);
}

Transformer2DModel::Projection Transformer2DModel::make_projection(const nn::Scope& scope,
                                                                   std::int64_t channels,
                                                                   bool linear) {
    if (linear) return nn::Linear(scope, channels, channels);
    return nn::Conv2d(scope, channels, channels, {1, 1, 0});
}

Transformer2DModel::Transformer2DModel(const nn::Scope& scope, std::int64_t channels,
                                       std::int64_t heads, const UNetConfig& config)
    : norm_(scope / "norm", config.norm_num_groups, channels, kTransformerNormEps),
      proj_in_(make_projection(scope / "proj_in", channels, config.use_linear_projection)),
      block_(scope / "transformer_blocks" / "0", channels, heads),
      proj_out_(make_projection(scope / "proj_out", channels, config.use_linear_projection)) {}

at::Tensor Transformer2DModel::operator()(const at::Tensor& x, const Trace& trace,
                                          const std::string& name) const {
    at::Tensor h = norm_(x);
    if (const auto* conv = std::get_if<nn::Conv2d>(&proj_in_)) {
        h = to_tokens((*conv)(h));
    } else {
        h = std::get<nn::Linear>(proj_in_)(to_tokens(h));
    }
    h = block_(std::move(h), trace, name + ".transformer_blocks.0");
    if (const auto* conv = std::get_if<nn::Conv2d>(&proj_out_)) {
        h = (*conv)(to_map(h, x.sizes()));
    } else {
        h = to_map(std::get<nn::Linear>(proj_out_)(h), x.sizes());
    }
    return observed(trace, name, h.add_(x));
}

}  // namespace catvton::diffusion
