#include "nn/prepacked_linear.hpp"

#include "nn/onednn_operators.hpp"

namespace catvton::nn {

namespace {

using LinearSignature = at::Tensor(const at::Tensor&, const at::Tensor&,
                                   const std::optional<at::Tensor>&, std::string_view,
                                   c10::List<std::optional<at::Scalar>>,
                                   std::optional<std::string_view>);

const std::optional<c10::OperatorHandle>& reorder_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_reorder_linear_weight");
    return handle;
}

const std::optional<c10::OperatorHandle>& linear_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_linear_pointwise");
    return handle;
}

}  // namespace

std::optional<PrepackedLinear> PrepackedLinear::make(const at::Tensor& weight,
                                                     const at::Tensor& bias) {
    if (!onednn_serves(weight) || !reorder_operator() || !linear_operator()) return std::nullopt;
    // The layout does not depend on the number of rows, the second argument, which may stay open.
    c10::Stack stack{weight, c10::IValue()};
    reorder_operator()->callBoxed(stack);
    return PrepackedLinear(stack.at(0).toTensor(),
                           bias.defined() ? std::optional(bias) : std::nullopt);
}

at::Tensor PrepackedLinear::operator()(const at::Tensor& x) const {
    const auto multiply = linear_operator()->typed<LinearSignature>();
    return multiply.call(x, weight_, bias_, "none", c10::List<std::optional<at::Scalar>>(),
                         std::nullopt);
}

}  // namespace catvton::nn
