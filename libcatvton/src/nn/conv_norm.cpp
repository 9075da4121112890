#include "nn/conv_norm.hpp"

namespace catvton::nn {

namespace {

constexpr double kNormEpsilon = 1e-5;
constexpr double kLeakySlope = 0.01;

}  // namespace

at::Tensor activate_(at::Tensor x, Activation activation) {
    switch (activation) {
        case Activation::none:
            break;
        case Activation::relu:
            return at::relu_(x);
        case Activation::leaky_relu:
            return at::leaky_relu_(x, kLeakySlope);
    }
    return x;
}

ConvNorm::ConvNorm(const Scope& convolution, const Scope& norm, std::int64_t in_channels,
                   std::int64_t out_channels, Geometry geometry, Activation activation)
    : geometry_(geometry), activation_(activation) {
    const at::Tensor weight =
        convolution.take("weight", {out_channels, in_channels, geometry.kernel, geometry.kernel});
    const auto statistic = [&](const char* name) {
        return norm.take(name, {out_channels}).to(at::kDouble);
    };
    // In double, so that folding costs no accuracy.
    const at::Tensor gain = statistic("weight") / at::sqrt(statistic("running_var") + kNormEpsilon);
    bias_ = (statistic("bias") - statistic("running_mean") * gain).to(weight.scalar_type());
    weight_ = (weight.to(at::kDouble) * gain.view({-1, 1, 1, 1})).to(weight.scalar_type());
}

at::Tensor ConvNorm::operator()(const at::Tensor& x) const {
    const std::int64_t padding = geometry_.dilation * (geometry_.kernel / 2);
    return activate_(at::conv2d(x, weight_, bias_, {geometry_.stride, geometry_.stride},
                                {padding, padding}, {geometry_.dilation, geometry_.dilation}),
                     activation_);
}

}  // namespace catvton::nn
