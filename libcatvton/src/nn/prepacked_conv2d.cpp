#include "nn/prepacked_conv2d.hpp"

#include <array>

#include "nn/onednn_operators.hpp"

namespace catvton::nn {

namespace {

constexpr std::array<std::int64_t, 2> kNoDilation{1, 1};

using ReorderSignature = at::Tensor(const at::Tensor&, at::IntArrayRef, at::IntArrayRef,
                                    at::IntArrayRef, std::int64_t, at::OptionalIntArrayRef);
using ConvolutionSignature = at::Tensor(const at::Tensor&, const at::Tensor&,
                                        const std::optional<at::Tensor>&, at::IntArrayRef,
                                        at::IntArrayRef, at::IntArrayRef, std::int64_t,
                                        std::string_view, c10::List<std::optional<at::Scalar>>,
                                        std::optional<std::string_view>);

const std::optional<c10::OperatorHandle>& reorder_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_reorder_convolution_weight");
    return handle;
}

const std::optional<c10::OperatorHandle>& convolution_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_convolution_pointwise");
    return handle;
}

}  // namespace

std::optional<PrepackedConv2d> PrepackedConv2d::make(const at::Tensor& weight,
                                                     const at::Tensor& bias, at::IntArrayRef stride,
                                                     at::IntArrayRef padding) {
    if (!onednn_serves(weight) || !reorder_operator() || !convolution_operator()) {
        return std::nullopt;
    }
    const auto reorder = reorder_operator()->typed<ReorderSignature>();
    at::Tensor packed = reorder.call(weight, padding, stride, kNoDilation, 1, std::nullopt);
    return PrepackedConv2d(std::move(packed), bias, stride);
}

at::Tensor PrepackedConv2d::operator()(const at::Tensor& x, at::IntArrayRef padding) const {
    const auto convolve = convolution_operator()->typed<ConvolutionSignature>();
    return convolve.call(x, weight_, bias_, padding, stride_, kNoDilation, 1, "none",
                         c10::List<std::optional<at::Scalar>>(), std::nullopt);
}

}  // namespace catvton::nn
