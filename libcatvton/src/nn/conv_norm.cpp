#include "nn/conv_norm.hpp"

namespace catvton::nn {

namespace {

constexpr double kNormEpsilon = 1e-5;

Convolution fold(const Scope& convolution, const Scope& norm, std::int64_t in_channels,
                 std::int64_t out_channels, const Conv2dGeometry& geometry) {
    const at::Tensor weight =
        convolution.take("weight", {out_channels, in_channels, geometry.kernel, geometry.kernel});
    const auto statistic = [&](const char* name) {
        return norm.take(name, {out_channels}).to(at::kDouble);
    };
    // In double, so that folding costs no accuracy.
    const at::Tensor gain = statistic("weight") / at::sqrt(statistic("running_var") + kNormEpsilon);
    const at::Tensor bias = statistic("bias") - statistic("running_mean") * gain;
    const at::Tensor scaled = weight.to(at::kDouble) * gain.view({-1, 1, 1, 1});
    return Convolution(scaled.to(weight.scalar_type()), bias.to(weight.scalar_type()), geometry);
}

}  // namespace

ConvNorm::ConvNorm(const Scope& convolution, const Scope& norm, std::int64_t in_channels,
                   std::int64_t out_channels, const Conv2dGeometry& geometry, Activation activation)
    : convolve_(fold(convolution, norm, in_channels, out_channels, geometry)),
      activation_(activation) {}

}  // namespace catvton::nn
