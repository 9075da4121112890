#pragma once

#include <array>
#include <vector>

namespace catvton::masker::densepose {

/// Corners in pixels, float32 as the reference computes them.
struct Box {
    float x0 = 0.0f;
    float y0 = 0.0f;
    float x1 = 0.0f;
    float y1 = 0.0f;

    float width() const noexcept { return x1 - x0; }
    float height() const noexcept { return y1 - y0; }
    float area() const noexcept { return width() * height(); }
    /// Both sides are positive; false for NaN too.
    bool positive() const noexcept { return width() > 0.0f && height() > 0.0f; }
};

struct ScoredBox {
    Box box;
    float score = 0.0f;
};

/// Divisors of the four regression deltas.
using DeltaWeights = std::array<float, 4>;
inline constexpr DeltaWeights kProposalWeights{1.0f, 1.0f, 1.0f, 1.0f};
inline constexpr DeltaWeights kDetectionWeights{10.0f, 10.0f, 5.0f, 5.0f};

/// `anchor` moved and scaled by (dx, dy, dw, dh); growth is limited to 1000/16.
Box apply_deltas(const Box& anchor, const float* deltas, const DeltaWeights& weights);
/// The part inside 0..width, 0..height.
Box clipped(const Box& box, float width, float height);
/// Intersection over union; 0 when both are empty.
float overlap(const Box& a, const Box& b);

/// Greedy suppression. `boxes` come best first; keeps those whose overlap with every kept one is at
/// most `threshold`, in order.
std::vector<ScoredBox> suppress(const std::vector<ScoredBox>& boxes, float threshold);

}  // namespace catvton::masker::densepose
