#include "nn/prepacked_conv2d.hpp"

#include <array>

#include "nn/onednn_operators.hpp"

namespace catvton::nn {

namespace {

using Scalars = OnednnScalars;
using ReorderSignature = at::Tensor(const at::Tensor&, at::IntArrayRef, at::IntArrayRef,
                                    at::IntArrayRef, std::int64_t, at::OptionalIntArrayRef);
using ConvolutionSignature = at::Tensor(const at::Tensor&, const at::Tensor&,
                                        const std::optional<at::Tensor>&, at::IntArrayRef,
                                        at::IntArrayRef, at::IntArrayRef, std::int64_t,
                                        std::string_view, Scalars, std::optional<std::string_view>);
using AddingSignature = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&,
                                   const std::optional<at::Tensor>&, at::IntArrayRef,
                                   at::IntArrayRef, at::IntArrayRef, std::int64_t, std::string_view,
                                   std::optional<at::Scalar>, std::optional<std::string_view>,
                                   Scalars, std::optional<std::string_view>);

const std::optional<c10::OperatorHandle>& reorder_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_reorder_convolution_weight");
    return handle;
}

const std::optional<c10::OperatorHandle>& convolution_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_convolution_pointwise");
    return handle;
}

const std::optional<c10::OperatorHandle>& adding_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_convolution_pointwise", "binary");
    return handle;
}

/// As the operators want it.
struct Both {
    explicit Both(std::int64_t value) : values{value, value} {}
    operator at::IntArrayRef() const { return values; }
    std::array<std::int64_t, 2> values;
};

}  // namespace

std::optional<PrepackedConv2d> PrepackedConv2d::make(const at::Tensor& weight,
                                                     const at::Tensor& bias,
                                                     const Conv2dGeometry& geometry) {
    if (!onednn_serves(weight) || !reorder_operator() || !convolution_operator() ||
        !adding_operator()) {
        return std::nullopt;
    }
    const auto reorder = reorder_operator()->typed<ReorderSignature>();
    at::Tensor packed = reorder.call(weight, Both(geometry.padding), Both(geometry.stride),
                                     Both(geometry.dilation), 1, std::nullopt);
    return PrepackedConv2d(std::move(packed), bias, geometry);
}

at::Tensor PrepackedConv2d::operator()(const at::Tensor& x, Activation activation,
                                       const at::Tensor& added) const {
    const Both padding(geometry_.padding), stride(geometry_.stride), dilation(geometry_.dilation);
    const auto name = onednn_name(activation);
    if (!added.defined()) {
        const auto convolve = convolution_operator()->typed<ConvolutionSignature>();
        return convolve.call(x, weight_, bias_, padding, stride, dilation, 1, name,
                             onednn_scalars(activation), std::nullopt);
    }
    // After an addition the operator knows no activation but this.
    const bool relu = activation == Activation::relu;
    const auto convolve = adding_operator()->typed<AddingSignature>();
    at::Tensor y =
        convolve.call(x, added, weight_, bias_, padding, stride, dilation, 1, "add", 1,
                      relu ? std::optional(name) : std::nullopt, Scalars(), std::nullopt);
    return relu ? y : activate_(std::move(y), activation);
}

}  // namespace catvton::nn
