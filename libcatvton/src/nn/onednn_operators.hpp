#pragma once

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <string_view>

#include "nn/activation.hpp"

// oneDNN's operators over weights in its blocked layouts have no C++ header: TorchInductor calls
// them by name, and so do we.
namespace catvton::nn {

/// The operator of this name, nothing when this LibTorch was built without it.
inline std::optional<c10::OperatorHandle> find_onednn_operator(const char* name,
                                                               const char* overload = "") {
    return c10::Dispatcher::singleton().findSchema({name, overload});
}

/// Whether oneDNN's blocked layouts serve this weight: in float on a CPU.
inline bool onednn_serves(const at::Tensor& weight) {
    return weight.is_cpu() && weight.scalar_type() == at::kFloat && at::globalContext().hasMKLDNN();
}

/// An activation as the operators name it.
inline std::string_view onednn_name(Activation activation) {
    if (activation == Activation::none) return "none";
    return activation == Activation::relu ? "relu" : "leaky_relu";
}

using OnednnScalars = c10::List<std::optional<at::Scalar>>;

/// The numbers that the activation needs.
inline OnednnScalars onednn_scalars(Activation activation) {
    OnednnScalars scalars;
    if (activation == Activation::leaky_relu) scalars.push_back(negative_slope(activation));
    return scalars;
}

}  // namespace catvton::nn
