#pragma once

#include <ATen/ATen.h>

#include <optional>

namespace catvton::nn {

/// A CPU convolution whose weight oneDNN has brought into its blocked layout once; at::conv2d does
/// that again on every call, which costs half the time of the deepest layers. Its results are
/// channels-last.
class PrepackedConv2d {
public:
    /// Nothing when this LibTorch has no oneDNN, or none for tensors like `weight`.
    static std::optional<PrepackedConv2d> make(const at::Tensor& weight, const at::Tensor& bias,
                                               at::IntArrayRef stride, at::IntArrayRef padding);
    at::Tensor operator()(const at::Tensor& x, at::IntArrayRef padding) const;

private:
    PrepackedConv2d(at::Tensor weight, at::Tensor bias, at::IntArrayRef stride)
        : weight_(std::move(weight)), bias_(std::move(bias)), stride_(stride.vec()) {}

    at::Tensor weight_;  ///< opaque to all operators but oneDNN's
    at::Tensor bias_;
    std::vector<std::int64_t> stride_;
};

}  // namespace catvton::nn
