#include "masker/schp/backbone.hpp"

#include "masker/numbered.hpp"

namespace catvton::masker::schp {

namespace {

constexpr std::array<std::int64_t, 4> kStrides{1, 2, 2, 1};
constexpr std::array<std::int64_t, 4> kDilations{1, 1, 1, 2};

std::vector<nn::ConvNorm> make_stem(const nn::Scope& scope, const Config& config) {
    std::vector<nn::ConvNorm> stem;
    std::int64_t channels = 3;
    for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
        stem.emplace_back(scope / numbered("conv", i + 1), scope / numbered("bn", i + 1), channels,
                          config.stem_channels[i], nn::Conv2dGeometry::centred(3, i == 0 ? 2 : 1),
                          nn::Activation::relu);
        channels = config.stem_channels[i];
    }
    return stem;
}

std::vector<nn::Bottleneck> make_layer(const nn::Scope& scope, const Config& config,
                                       std::size_t index) {
    nn::Bottleneck::Shape shape;
    shape.in_channels = index == 0 ? config.stem_channels.back() : config.layer_channels(index - 1);
    shape.width = config.width << index;
    shape.out_channels = config.layer_channels(index);
    shape.dilation = kDilations[index];
    std::vector<nn::Bottleneck> blocks;
    for (std::int64_t i = 0; i < config.blocks[index]; ++i) {
        shape.stride = i == 0 ? kStrides[index] : 1;
        shape.projects = i == 0;
        blocks.emplace_back(scope / static_cast<std::size_t>(i), shape,
                            nn::Bottleneck::Naming::torchvision);
        shape.in_channels = shape.out_channels;
    }
    return blocks;
}

}  // namespace

Backbone::Backbone(const nn::Scope& scope, const Config& config) : stem_(make_stem(scope, config)) {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        layers_[i] = make_layer(scope / numbered("layer", i + 1), config, i);
    }
}

std::array<at::Tensor, 4> Backbone::operator()(const at::Tensor& input, const Trace& trace) const {
    at::Tensor x = observed(trace, "conv1", stem_[0](input));
    for (std::size_t i = 1; i < stem_.size(); ++i) x = stem_[i](x);
    x = observed(trace, "stem", at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1}));
    std::array<at::Tensor, 4> outputs;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        for (const nn::Bottleneck& block : layers_[i]) x = block(x);
        outputs[i] = observed(trace, numbered("layer", i + 1), x);
    }
    return outputs;
}

}  // namespace catvton::masker::schp
