#pragma once

#include <array>
#include <vector>

#include "masker/schp/config.hpp"
#include "masker/trace.hpp"
#include "nn/bottleneck.hpp"

namespace catvton::masker::schp {

/// ResNet with a stem of three convolutions; the last layer is dilated instead of strided.
class Backbone {
public:
    Backbone(const nn::Scope& scope, const Config& config);
    /// (1, 3, S, S) -> the four layers' outputs at S/4, S/8, S/16 and S/16.
    std::array<at::Tensor, 4> operator()(const at::Tensor& x, const Trace& trace) const;

private:
    std::vector<nn::ConvNorm> stem_;
    std::array<std::vector<nn::Bottleneck>, 4> layers_;
};

}  // namespace catvton::masker::schp
