#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/activation.hpp"
#include "nn/conv2d_geometry.hpp"

namespace catvton::nn {

/// A CPU convolution whose weight oneDNN has brought into its blocked layout once; at::conv2d does
/// that again on every call, which costs half the time of the deepest layers. Its results are
/// channels-last.
class PrepackedConv2d {
public:
    /// Nothing when this LibTorch has no oneDNN, or none for tensors like `weight`.
    static std::optional<PrepackedConv2d> make(const at::Tensor& weight, const at::Tensor& bias,
                                               const Conv2dGeometry& geometry);
    /// The activation of the convolution of `x` plus `added`, if that is given.
    at::Tensor operator()(const at::Tensor& x, Activation activation = Activation::none,
                          const at::Tensor& added = {}) const;

private:
    PrepackedConv2d(at::Tensor weight, at::Tensor bias, const Conv2dGeometry& geometry)
        : weight_(std::move(weight)), bias_(std::move(bias)), geometry_(geometry) {}

    at::Tensor weight_;  ///< opaque to all operators but oneDNN's
    at::Tensor bias_;
    Conv2dGeometry geometry_;
};

}  // namespace catvton::nn
