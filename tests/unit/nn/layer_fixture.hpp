#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "nn/parameters.hpp"
#include "support/formula_state_dict.hpp"
#include "support/formula_weights.hpp"

namespace catvton::test {

/// A checkpoint with one formula tensor for each name and shape.
inline weights::StateDict layer_state(
    const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& tensors) {
    weights::StateDict state;
    for (const auto& [name, shape] : tensors)
        state.add(name, float_entry(shape, formula_values(name, shape)));
    return state;
}

/// The same tensor for the plain LibTorch operator.
inline at::Tensor layer_tensor(const weights::StateDict& state, const std::string& name) {
    return nn::Parameters(state, "test", at::kCPU, at::kFloat).take(name, state.find(name)->shape);
}

/// Reproducible input.
inline at::Tensor layer_input(at::IntArrayRef shape) {
    const std::vector<float> values = formula_noise("input", shape.vec());
    return at::tensor(values).view(shape);
}

}  // namespace catvton::test
