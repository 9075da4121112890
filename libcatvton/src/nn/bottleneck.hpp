#pragma once

#include <optional>

#include "nn/conv_norm.hpp"

namespace catvton::nn {

/// A ResNet bottleneck: 1x1, 3x3, 1x1 with batch normalisation, plus the shortcut, then ReLU.
class Bottleneck {
public:
    struct Shape {
        std::int64_t in_channels = 64;
        std::int64_t width = 64;
        std::int64_t out_channels = 256;
        std::int64_t stride = 1;
        std::int64_t dilation = 1;
        bool stride_in_1x1 = false;  ///< the first 1x1 carries the stride, else the 3x3
        bool projects = false;       ///< the shortcut is a 1x1 convolution
    };
    /// How a checkpoint names the parts below a block.
    enum class Naming { torchvision, detectron2 };

    Bottleneck(const Scope& scope, const Shape& shape, Naming naming);
    at::Tensor operator()(const at::Tensor& x) const;

private:
    ConvNorm conv1_;
    ConvNorm conv2_;
    ConvNorm conv3_;
    std::optional<ConvNorm> shortcut_;
};

}  // namespace catvton::nn
