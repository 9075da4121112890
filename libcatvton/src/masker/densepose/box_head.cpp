#include "masker/densepose/box_head.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "masker/densepose/roi_align.hpp"

namespace catvton::masker::densepose {

namespace {

constexpr std::int64_t kResolution = 7;
constexpr std::int64_t kPooledLevels = 4;

}  // namespace

BoxHead::BoxHead(const nn::Scope& scope, const Config& config)
    : fc1_(scope / "box_head" / "fc1", config.fpn_channels * kResolution * kResolution,
           config.box_head_dim),
      fc2_(scope / "box_head" / "fc2", config.box_head_dim, config.box_head_dim),
      cls_score_(scope / "box_predictor" / "cls_score", config.box_head_dim, 2),
      bbox_pred_(scope / "box_predictor" / "bbox_pred", config.box_head_dim, 4),
      config_(config) {}

at::Tensor BoxHead::pooled(const Pyramid& features, const std::vector<ScoredBox>& proposals) const {
    std::vector<PoolingMap> maps(features.begin(), features.begin() + kPooledLevels);
    const std::int64_t channels = config_.fpn_channels,
                       values = channels * kResolution * kResolution;
    const auto count = static_cast<std::int64_t>(proposals.size());
    at::Tensor result = at::empty({count, channels, kResolution, kResolution}, at::kFloat);
    float* const out = result.mutable_data_ptr<float>();
    at::parallel_for(0, count, 8, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const Box& box = proposals[static_cast<std::size_t>(i)].box;
            const std::size_t level = pooling_level(box);
            roi_align(maps[level], 1.0f / static_cast<float>(level_stride(level)), box, kResolution,
                      out + i * values);
        }
    });
    return result.to(features[0].device());
}

std::vector<ScoredBox> BoxHead::operator()(const Pyramid& features,
                                           const std::vector<ScoredBox>& proposals, float width,
                                           float height, const Trace& trace) const {
    if (proposals.empty()) return {};
    const at::Tensor pools = observed(trace, "box_pooled", pooled(features, proposals));
    at::Tensor hidden = fc1_(pools.flatten(1)).relu_();
    hidden = observed(trace, "box_head", fc2_(hidden).relu_());
    const at::Tensor logits = observed(trace, "cls_logits", cls_score_(hidden));
    const at::Tensor deltas =
        observed(trace, "box_deltas", bbox_pred_(hidden)).to(at::kCPU).contiguous();
    const at::Tensor scores = at::softmax(logits, -1).select(1, 0).to(at::kCPU).contiguous();
    std::vector<ScoredBox> people;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        const float score = scores.const_data_ptr<float>()[i];
        const Box box = apply_deltas(proposals[i].box, deltas.const_data_ptr<float>() + 4 * i,
                                     kDetectionWeights);
        // The negation also drops NaN.
        if (!(score > static_cast<float>(config_.score_threshold))) continue;
        people.push_back({clipped(box, width, height), score});
    }
    std::stable_sort(people.begin(), people.end(),
                     [](const ScoredBox& a, const ScoredBox& b) { return a.score > b.score; });
    people = suppress(people, static_cast<float>(config_.nms_threshold));
    people.resize(std::min(people.size(), static_cast<std::size_t>(config_.max_detections)));
    return people;
}

}  // namespace catvton::masker::densepose
