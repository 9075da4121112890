#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/activation.hpp"
#include "nn/packed_linear.hpp"
#include "nn/prepacked_conv2d.hpp"
#include "nn/winograd_conv2d.hpp"

namespace catvton::nn {

/// A convolution by the fastest way that its device, kernel and channels allow, chosen when it is
/// made: Winograd's, a matrix product over the pixels, oneDNN's with a prepacked kernel, or
/// LibTorch's. Shapes are NCHW; the memory of a result may be channels-last.
class Convolution {
public:
    /// weight: [out, in, kernel, kernel]; bias: [out].
    Convolution(at::Tensor weight, at::Tensor bias, const Conv2dGeometry& geometry);
    /// The activation of the convolution of `x` plus `added`, if that is given.
    at::Tensor operator()(const at::Tensor& x, Activation activation = Activation::none,
                          const at::Tensor& added = {}) const;
    std::int64_t out_channels() const noexcept { return out_channels_; }
    /// The form that takes the steps around a convolution into itself; null where another is used.
    const WinogradConv2d* winograd() const noexcept { return winograd_ ? &*winograd_ : nullptr; }
    /// Of the kernel in the chosen form.
    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    at::Tensor apply(const at::Tensor& x) const;
    at::Tensor apply_to_pixels(const at::Tensor& x, Activation activation,
                               const at::Tensor& added) const;
    at::Tensor apply_in_strips(const at::Tensor& x) const;

    at::Tensor weight_;  ///< undefined when another form replaces it
    at::Tensor bias_;
    Conv2dGeometry geometry_;
    std::int64_t out_channels_;
    std::uint64_t bytes_;
    std::optional<WinogradConv2d> winograd_;
    std::optional<PackedLinear> pointwise_;
    std::optional<PrepackedConv2d> prepacked_;
};

}  // namespace catvton::nn
