#pragma once

#include "masker/schp/backbone.hpp"
#include "masker/schp/heads.hpp"
#include "nn/conv2d.hpp"

namespace catvton::masker::schp {

/// The human parser: backbone, pyramid pooling, edge branch, decoder and their fusion.
class Network {
public:
    /// Parameter names as to_network_names() gives them.
    Network(const nn::Scope& scope, const Config& config);
    /// (1, 3, S, S) normalised pixels -> (1, classes, ~S/4, ~S/4) logits.
    at::Tensor operator()(const at::Tensor& x, const Trace& trace = {}) const;

private:
    Backbone backbone_;
    ContextEncoding context_;
    EdgeBranch edge_;
    Decoder decoder_;
    nn::ConvNorm fusion_;
    nn::Conv2d classifier_;
};

}  // namespace catvton::masker::schp
