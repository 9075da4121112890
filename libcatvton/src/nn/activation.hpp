#pragma once

#include <ATen/ATen.h>

namespace catvton::nn {

enum class Activation { none, relu, leaky_relu };

/// By how much a value below zero is multiplied: 1 changes nothing.
constexpr double negative_slope(Activation activation) {
    switch (activation) {
        case Activation::none:
            return 1;
        case Activation::relu:
            return 0;
        case Activation::leaky_relu:
            return 0.01;
    }
    return 1;
}

/// In place: `x` is a temporary of the caller.
inline at::Tensor activate_(at::Tensor x, Activation activation) {
    if (activation == Activation::none) return x;
    return activation == Activation::relu ? at::relu_(x)
                                          : at::leaky_relu_(x, negative_slope(activation));
}

}  // namespace catvton::nn
