#pragma once

#include <array>
#include <vector>

#include "masker/densepose/backbone.hpp"

namespace catvton::masker::densepose {

/// Merges p2..p5 into one map at stride 4 for the DensePose head.
class Decoder {
public:
    Decoder(const nn::Scope& scope, const Config& config);
    at::Tensor operator()(const Pyramid& features) const;

private:
    std::array<std::vector<nn::Conv2d>, 4> levels_;
    nn::Conv2d predictor_;
};

}  // namespace catvton::masker::densepose
