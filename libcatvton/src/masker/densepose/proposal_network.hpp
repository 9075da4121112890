#pragma once

#include "masker/densepose/backbone.hpp"
#include "masker/trace.hpp"

namespace catvton::masker::densepose {

/// Region proposals: boxes of the network's input that may hold a person.
class ProposalNetwork {
public:
    ProposalNetwork(const nn::Scope& scope, const Config& config);
    /// width, height: of the input without its padding. Best first, at most config.proposals; the
    /// score is the objectness logit.
    std::vector<ScoredBox> operator()(const Pyramid& features, float width, float height,
                                      const Trace& trace) const;

private:
    std::vector<ScoredBox> level_proposals(const at::Tensor& features, std::size_t level,
                                           float width, float height, const Trace& trace) const;

    nn::Conv2d conv_;
    nn::Conv2d objectness_;
    nn::Conv2d deltas_;
    std::int64_t count_;
    float nms_threshold_;
};

}  // namespace catvton::masker::densepose
