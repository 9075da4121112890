#pragma once

#include <ATen/ATen.h>

#include "nn/parameters.hpp"

namespace catvton::nn {

enum class Activation { none, relu, leaky_relu };

/// A convolution without bias, batch normalisation with stored statistics (eps 1e-5) and an
/// activation, NCHW. The normalisation is folded into the convolution when it is made.
class ConvNorm {
public:
    struct Geometry {
        std::int64_t kernel = 1;  ///< odd
        std::int64_t stride = 1;
        std::int64_t dilation = 1;
    };

    /// The padding keeps the size at stride 1.
    ConvNorm(const Scope& convolution, const Scope& norm, std::int64_t in_channels,
             std::int64_t out_channels, Geometry geometry, Activation activation);
    at::Tensor operator()(const at::Tensor& x) const;

private:
    at::Tensor weight_;
    at::Tensor bias_;
    Geometry geometry_;
    Activation activation_;
};

/// In place: `x` is a temporary of the caller.
at::Tensor activate_(at::Tensor x, Activation activation);

}  // namespace catvton::nn
