#include "masker/densepose/box.hpp"

#include <algorithm>
#include <cmath>

namespace catvton::masker::densepose {

Box apply_deltas(const Box& anchor, const float* deltas, const DeltaWeights& weights) {
    static const float max_growth = static_cast<float>(std::log(1000.0 / 16));
    const float width = anchor.width(), height = anchor.height();
    const float center_x = anchor.x0 + 0.5f * width, center_y = anchor.y0 + 0.5f * height;
    const float new_x = deltas[0] / weights[0] * width + center_x;
    const float new_y = deltas[1] / weights[1] * height + center_y;
    const float new_width = std::exp(std::min(deltas[2] / weights[2], max_growth)) * width;
    const float new_height = std::exp(std::min(deltas[3] / weights[3], max_growth)) * height;
    return {new_x - 0.5f * new_width, new_y - 0.5f * new_height, new_x + 0.5f * new_width,
            new_y + 0.5f * new_height};
}

Box clipped(const Box& box, float width, float height) {
    return {std::clamp(box.x0, 0.0f, width), std::clamp(box.y0, 0.0f, height),
            std::clamp(box.x1, 0.0f, width), std::clamp(box.y1, 0.0f, height)};
}

float overlap(const Box& a, const Box& b) {
    const float width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
    const float height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
    const float common = std::max(width, 0.0f) * std::max(height, 0.0f);
    const float all = a.area() + b.area() - common;
    return all > 0.0f ? common / all : 0.0f;
}

std::vector<ScoredBox> suppress(const std::vector<ScoredBox>& boxes, float threshold) {
    std::vector<ScoredBox> kept;
    for (const ScoredBox& candidate : boxes) {
        const bool covered = std::any_of(kept.begin(), kept.end(), [&](const ScoredBox& better) {
            return overlap(better.box, candidate.box) > threshold;
        });
        if (!covered) kept.push_back(candidate);
    }
    return kept;
}

}  // namespace catvton::masker::densepose
