#include "masker/densepose/chart_head.hpp"

#include "masker/densepose/anchors.hpp"
#include "masker/densepose/roi_align.hpp"
#include "masker/numbered.hpp"

namespace catvton::masker::densepose {

namespace {

constexpr std::int64_t kResolution = 28;
constexpr std::int64_t kParts = 25;

at::Tensor enlarged(const at::Tensor& x) {
    return at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, false);
}

at::Tensor pooled(const at::Tensor& features, const Box& box) {
    at::Tensor pool = at::empty({1, features.size(1), kResolution, kResolution}, at::kFloat);
    roi_align(PoolingMap(features), 1.0f / static_cast<float>(level_stride(0)), box, kResolution,
              pool.mutable_data_ptr<float>());
    return pool.to(features.device());
}

}  // namespace

ChartHead::ChartHead(const nn::Scope& scope, const Config& config)
    : coarse_(scope / "densepose_predictor" / "ann_index_lowres", config.head_dim, 2),
      fine_(scope / "densepose_predictor" / "index_uv_lowres", config.head_dim, kParts),
      u_(scope / "densepose_predictor" / "u_lowres", config.head_dim, kParts),
      v_(scope / "densepose_predictor" / "v_lowres", config.head_dim, kParts) {
    for (std::int64_t i = 0; i < config.head_convs; ++i) {
        convolutions_.emplace_back(scope / "densepose_head" / numbered("body_conv_fcn", i + 1),
                                   i == 0 ? config.fpn_channels : config.head_dim, config.head_dim);
    }
}

Charts ChartHead::operator()(const at::Tensor& features, const Box& box, const Trace& trace) const {
    at::Tensor x = observed(trace, "dp_pooled", pooled(features, box));
    for (const nn::Conv2d& convolution : convolutions_) x = convolution(x).relu_();
    observed(trace, "dp_head", x);
    if (trace) {
        trace("u", enlarged(u_(x)));
        trace("v", enlarged(v_(x)));
    }
    return {observed(trace, "coarse", enlarged(coarse_(x))),
            observed(trace, "fine", enlarged(fine_(x)))};
}

}  // namespace catvton::masker::densepose
