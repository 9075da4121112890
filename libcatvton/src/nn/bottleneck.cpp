#include "nn/bottleneck.hpp"

namespace catvton::nn {

namespace {

ConvNorm make_conv(const Scope& scope, int index, Bottleneck::Naming naming,
                   std::int64_t in_channels, std::int64_t out_channels,
                   const Conv2dGeometry& geometry, Activation activation) {
    const std::string number = std::to_string(index);
    const Scope convolution = scope / ("conv" + number);
    const Scope norm =
        naming == Bottleneck::Naming::detectron2 ? convolution / "norm" : scope / ("bn" + number);
    return ConvNorm(convolution, norm, in_channels, out_channels, geometry, activation);
}

ConvNorm make_shortcut(const Scope& scope, const Bottleneck::Shape& shape,
                       Bottleneck::Naming naming) {
    const bool detectron2 = naming == Bottleneck::Naming::detectron2;
    const Scope convolution = detectron2 ? scope / "shortcut" : scope / "downsample" / "0";
    const Scope norm = detectron2 ? convolution / "norm" : scope / "downsample" / "1";
    return ConvNorm(convolution, norm, shape.in_channels, shape.out_channels,
                    Conv2dGeometry::centred(1, shape.stride), Activation::none);
}

}  // namespace

Bottleneck::Bottleneck(const Scope& scope, const Shape& shape, Naming naming)
    : conv1_(make_conv(scope, 1, naming, shape.in_channels, shape.width,
                       Conv2dGeometry::centred(1, shape.stride_in_1x1 ? shape.stride : 1),
                       Activation::relu)),
      conv2_(make_conv(
          scope, 2, naming, shape.width, shape.width,
          Conv2dGeometry::centred(3, shape.stride_in_1x1 ? 1 : shape.stride, shape.dilation),
          Activation::relu)),
      conv3_(make_conv(scope, 3, naming, shape.width, shape.out_channels,
                       Conv2dGeometry::centred(1), Activation::relu)) {
    if (shape.projects) shortcut_ = make_shortcut(scope, shape, naming);
}

at::Tensor Bottleneck::operator()(const at::Tensor& x) const {
    return conv3_(conv2_(conv1_(x)), shortcut_ ? (*shortcut_)(x) : x);
}

}  // namespace catvton::nn
