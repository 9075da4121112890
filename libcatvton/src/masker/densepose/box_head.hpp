#pragma once

#include "masker/densepose/backbone.hpp"
#include "masker/trace.hpp"
#include "nn/linear.hpp"

namespace catvton::masker::densepose {

/// Scores and refines the proposals.
class BoxHead {
public:
    /// `scope` is the checkpoint's roi_heads.
    BoxHead(const nn::Scope& scope, const Config& config);
    /// Detected people, best first, in pixels of the network's input (width x height without
    /// padding).
    std::vector<ScoredBox> operator()(const Pyramid& features,
                                      const std::vector<ScoredBox>& proposals, float width,
                                      float height, const Trace& trace) const;

private:
    at::Tensor pooled(const Pyramid& features, const std::vector<ScoredBox>& proposals) const;

    nn::Linear fc1_;
    nn::Linear fc2_;
    nn::Linear cls_score_;
    nn::Linear bbox_pred_;
    Config config_;
};

}  // namespace catvton::masker::densepose
