#include "masker/densepose/decoder.hpp"

#include <algorithm>

#include "masker/numbered.hpp"

namespace catvton::masker::densepose {

Decoder::Decoder(const nn::Scope& scope, const Config& config)
    : predictor_(scope / "predictor", config.fpn_channels, config.fpn_channels, {1, 1, 0}) {
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        const nn::Scope sequence = scope / numbered("p", level + 2);
        // Each convolution but p2's is followed by an upsampling that has its own place.
        for (std::size_t i = 0; i < std::max<std::size_t>(1, level); ++i) {
            levels_[level].emplace_back(sequence / (2 * i), config.fpn_channels,
                                        config.fpn_channels);
        }
    }
}

at::Tensor Decoder::operator()(const Pyramid& features) const {
    at::Tensor sum;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        at::Tensor x = features[level];
        for (const nn::Conv2d& convolution : levels_[level]) {
            x = convolution(x).relu_();
            if (level > 0) x = at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, false);
        }
        sum = sum.defined() ? sum.add_(x) : x;
    }
    return predictor_(sum);
}

}  // namespace catvton::masker::densepose
