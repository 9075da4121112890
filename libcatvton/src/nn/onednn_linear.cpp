#include "nn/onednn_linear.hpp"

#include "nn/onednn_operators.hpp"

namespace catvton::nn {

namespace {

using LinearSignature = at::Tensor(const at::Tensor&, const at::Tensor&,
                                   const std::optional<at::Tensor>&, std::string_view,
                                   OnednnScalars, std::optional<std::string_view>);
using AddingSignature = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&,
                                   const std::optional<at::Tensor>&, std::string_view);

const std::optional<c10::OperatorHandle>& reorder_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_reorder_linear_weight");
    return handle;
}

const std::optional<c10::OperatorHandle>& linear_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_linear_pointwise");
    return handle;
}

const std::optional<c10::OperatorHandle>& adding_operator() {
    static const auto handle = find_onednn_operator("mkldnn::_linear_pointwise", "binary");
    return handle;
}

}  // namespace

std::optional<OnednnLinear> OnednnLinear::make(const at::Tensor& weight) {
    if (!onednn_serves(weight) || !reorder_operator() || !linear_operator() || !adding_operator()) {
        return std::nullopt;
    }
    // The layout does not depend on the number of rows, the second argument, which may stay open.
    c10::Stack stack{weight, c10::IValue()};
    reorder_operator()->callBoxed(stack);
    return OnednnLinear(stack.at(0).toTensor(), weight);
}

at::Tensor OnednnLinear::operator()(const at::Tensor& x, const at::Tensor& bias,
                                    Activation activation, const at::Tensor& added) const {
    const auto given_bias = bias.defined() ? std::optional(bias) : std::nullopt;
    if (added.defined()) {
        const auto multiply = adding_operator()->typed<AddingSignature>();
        return activate_(multiply.call(x, added, weight_, given_bias, "add"), activation);
    }
    const auto multiply = linear_operator()->typed<LinearSignature>();
    return multiply.call(x, weight_, given_bias, onednn_name(activation),
                         onednn_scalars(activation), std::nullopt);
}

}  // namespace catvton::nn
