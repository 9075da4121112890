#pragma once

#include "nn/convolution.hpp"
#include "nn/parameters.hpp"

namespace catvton::nn {

/// torch.nn.Conv2d with bias, by the names of its parameters.
class Conv2d {
public:
    Conv2d(const Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
           const Conv2dGeometry& geometry = {})
        : Conv2d(
              scope,
              scope.take("weight", {out_channels, in_channels, geometry.kernel, geometry.kernel}),
              geometry) {}
    at::Tensor operator()(const at::Tensor& x) const { return convolve_(x); }
    std::int64_t out_channels() const noexcept { return convolve_.out_channels(); }
    /// As Convolution's.
    const WinogradConv2d* winograd() const noexcept { return convolve_.winograd(); }

private:
    Conv2d(const Scope& scope, const at::Tensor& weight, const Conv2dGeometry& geometry)
        : convolve_(weight, scope.take("bias", {weight.size(0)}), geometry) {
        scope.add_bytes(convolve_.bytes() - weight.nbytes());
    }

    Convolution convolve_;
};

}  // namespace catvton::nn
