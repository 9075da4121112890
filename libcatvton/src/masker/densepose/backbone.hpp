#pragma once

#include <array>
#include <vector>

#include "masker/densepose/anchors.hpp"
#include "masker/densepose/config.hpp"
#include "nn/bottleneck.hpp"
#include "nn/conv2d.hpp"

namespace catvton::masker::densepose {

/// p2..p6, each (1, channels, H/stride, W/stride).
using Pyramid = std::array<at::Tensor, kLevels>;

/// ResNet whose strides lie in the first 1x1 convolutions: res2..res5.
class ResNet {
public:
    ResNet(const nn::Scope& scope, const Config& config);
    std::array<at::Tensor, 4> operator()(const at::Tensor& x) const;

private:
    nn::ConvNorm stem_;
    std::array<std::vector<nn::Bottleneck>, 4> stages_;
};

/// ResNet and feature pyramid.
class Backbone {
public:
    Backbone(const nn::Scope& scope, const Config& config);
    /// x: (1, 3, H, W), H and W multiples of 32.
    Pyramid operator()(const at::Tensor& x) const;

private:
    ResNet bottom_up_;
    std::vector<nn::Conv2d> laterals_;
    std::vector<nn::Conv2d> outputs_;
};

}  // namespace catvton::masker::densepose
