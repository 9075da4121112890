#include "masker/densepose/proposal_network.hpp"

#include <algorithm>
#include <cmath>

#include "masker/numbered.hpp"

namespace catvton::masker::densepose {

namespace {

bool better(const ScoredBox& a, const ScoredBox& b) { return a.score > b.score; }

/// (1, A*k, H, W) -> (H*W*A, k) on the CPU.
at::Tensor by_anchor(const at::Tensor& map, std::int64_t values) {
    const std::int64_t height = map.size(2), width = map.size(3);
    return map.view({map.size(1) / values, values, height, width})
        .permute({2, 3, 0, 1})
        .contiguous()
        .view({-1, values})
        .to(at::kCPU);
}

}  // namespace

ProposalNetwork::ProposalNetwork(const nn::Scope& scope, const Config& config)
    : conv_(scope / "conv", config.fpn_channels, config.fpn_channels),
      objectness_(scope / "objectness_logits", config.fpn_channels, std::int64_t{kAnchorsPerCell},
                  {1, 1, 0}),
      deltas_(scope / "anchor_deltas", config.fpn_channels, std::int64_t{kAnchorsPerCell} * 4,
              {1, 1, 0}),
      count_(config.proposals),
      nms_threshold_(static_cast<float>(config.rpn_nms_threshold)) {}

std::vector<ScoredBox> ProposalNetwork::level_proposals(const at::Tensor& features,
                                                        std::size_t level, float width,
                                                        float height, const Trace& trace) const {
    at::Tensor hidden = conv_(features);
    hidden.relu_();
    const at::Tensor logits = by_anchor(
        observed(trace, numbered("rpn.objectness.p", level + 2), objectness_(hidden)).contiguous(),
        1);
    const at::Tensor deltas = by_anchor(
        observed(trace, numbered("rpn.deltas.p", level + 2), deltas_(hidden)).contiguous(), 4);
    const auto [scores, indices] = at::topk(logits.view({-1}), std::min(count_, logits.size(0)));
    const Anchors anchors(level, features.size(3));
    const float* const values = deltas.const_data_ptr<float>();
    std::vector<ScoredBox> boxes;
    for (std::int64_t i = 0; i < scores.size(0); ++i) {
        const std::int64_t index = indices.const_data_ptr<std::int64_t>()[i];
        const Box box = apply_deltas(anchors[index], values + 4 * index, kProposalWeights);
        const float score = scores.const_data_ptr<float>()[i];
        const Box inside = clipped(box, width, height);
        if (inside.positive() && std::isfinite(score)) boxes.push_back({inside, score});
    }
    return suppress(boxes, nms_threshold_);
}

std::vector<ScoredBox> ProposalNetwork::operator()(const Pyramid& features, float width,
                                                   float height, const Trace& trace) const {
    std::vector<ScoredBox> all;
    for (std::size_t level = 0; level < features.size(); ++level) {
        const auto boxes = level_proposals(features[level], level, width, height, trace);
        all.insert(all.end(), boxes.begin(), boxes.end());
    }
    std::stable_sort(all.begin(), all.end(), better);
    all.resize(std::min(all.size(), static_cast<std::size_t>(count_)));
    return all;
}

}  // namespace catvton::masker::densepose
