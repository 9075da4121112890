#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/parameters.hpp"
#include "nn/prepacked_conv2d.hpp"
#include "nn/winograd_conv2d.hpp"

namespace catvton::nn {

/// What a convolution does at the picture's border and between samples; equal on both axes.
struct Conv2dGeometry {
    std::int64_t kernel = 3;
    std::int64_t stride = 1;
    std::int64_t padding = 1;
};

/// torch.nn.Conv2d with bias. Shapes are NCHW; the memory of a result may be channels-last.
class Conv2d {
public:
    Conv2d(const Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
           Conv2dGeometry geometry = {});
    at::Tensor operator()(const at::Tensor& x) const;

private:
    at::Tensor apply(const at::Tensor& x) const;
    at::Tensor apply_in_strips(const at::Tensor& x) const;

    at::Tensor weight_;  ///< undefined when the prepacked form replaces it
    at::Tensor bias_;
    Conv2dGeometry geometry_;
    std::int64_t out_channels_;
    std::optional<WinogradConv2d> winograd_;
    std::optional<PrepackedConv2d> prepacked_;
};

}  // namespace catvton::nn
