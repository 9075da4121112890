#pragma once

#include "nn/convolution.hpp"
#include "nn/parameters.hpp"

namespace catvton::nn {

/// A convolution without bias, batch normalisation with stored statistics (eps 1e-5) and an
/// activation, NCHW. The normalisation is folded into the convolution when it is made.
class ConvNorm {
public:
    ConvNorm(const Scope& convolution, const Scope& norm, std::int64_t in_channels,
             std::int64_t out_channels, const Conv2dGeometry& geometry, Activation activation);
    /// With `added`, that is added to the normalised result before the activation.
    at::Tensor operator()(const at::Tensor& x, const at::Tensor& added = {}) const {
        return convolve_(x, activation_, added);
    }

private:
    Convolution convolve_;
    Activation activation_;
};

}  // namespace catvton::nn
