#include "masker/schp/heads.hpp"

#include "masker/numbered.hpp"

namespace catvton::masker::schp {

namespace {

constexpr std::array<std::int64_t, 4> kPoolSizes{1, 2, 3, 6};

/// A convolution, its norm in the next place of the sequence, and a leaky ReLU.
nn::ConvNorm head_conv(const nn::Scope& sequence, std::size_t place, std::int64_t in_channels,
                       std::int64_t out_channels, std::int64_t kernel = 1) {
    return nn::ConvNorm(sequence / place, sequence / (place + 1), in_channels, out_channels,
                        nn::Conv2dGeometry::centred(kernel), nn::Activation::leaky_relu);
}

}  // namespace

at::Tensor resize_aligned(const at::Tensor& x, std::int64_t height, std::int64_t width) {
    return at::upsample_bilinear2d(x, {height, width}, true);
}

ContextEncoding::ContextEncoding(const nn::Scope& scope, const Config& config)
    : bottleneck_(
          head_conv(scope / "bottleneck", 0,
                    config.layer_channels(3) +
                        static_cast<std::int64_t>(kPoolSizes.size()) * config.context_channels,
                    config.context_channels, 3)) {
    for (std::size_t i = 0; i < kPoolSizes.size(); ++i) {
        stages_.push_back(
            head_conv(scope / "stages" / i, 1, config.layer_channels(3), config.context_channels));
    }
}

at::Tensor ContextEncoding::operator()(const at::Tensor& features) const {
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const at::Tensor pooled = at::adaptive_avg_pool2d(features, {kPoolSizes[i], kPoolSizes[i]});
        parts.push_back(resize_aligned(stages_[i](pooled), features.size(2), features.size(3)));
    }
    parts.push_back(features);
    return bottleneck_(at::cat(parts, 1));
}

EdgeBranch::EdgeBranch(const nn::Scope& scope, const Config& config) {
    for (std::size_t i = 0; i < 3; ++i) {
        convolutions_.push_back(head_conv(scope / numbered("conv", i + 1), 0,
                                          config.layer_channels(i), config.head_channels));
    }
}

at::Tensor EdgeBranch::operator()(const std::array<at::Tensor, 4>& layers) const {
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < convolutions_.size(); ++i) {
        const at::Tensor edge = convolutions_[i](layers[i]);
        parts.push_back(i == 0 ? edge : resize_aligned(edge, layers[0].size(2), layers[0].size(3)));
    }
    return at::cat(parts, 1);
}

Decoder::Decoder(const nn::Scope& scope, const Config& config)
    : context_(head_conv(scope / "conv1", 0, config.context_channels, config.head_channels)),
      details_(head_conv(scope / "conv2", 0, config.layer_channels(0), config.detail_channels)),
      merge_(head_conv(scope / "conv3", 0, config.head_channels + config.detail_channels,
                       config.head_channels)),
      refine_(head_conv(scope / "conv3", 3, config.head_channels, config.head_channels)) {}

at::Tensor Decoder::operator()(const at::Tensor& context, const at::Tensor& layer1) const {
    const at::Tensor enlarged = resize_aligned(context_(context), layer1.size(2), layer1.size(3));
    return refine_(merge_(at::cat({enlarged, details_(layer1)}, 1)));
}

}  // namespace catvton::masker::schp
