#include "masker/densepose/backbone.hpp"

#include "masker/numbered.hpp"

namespace catvton::masker::densepose {

namespace {

std::vector<nn::Bottleneck> make_stage(const nn::Scope& scope, const Config& config,
                                       std::size_t index) {
    nn::Bottleneck::Shape shape;
    shape.in_channels = index == 0 ? config.stem_channels : config.stage_channels(index - 1);
    shape.width = config.width << index;
    shape.out_channels = config.stage_channels(index);
    shape.stride_in_1x1 = true;
    std::vector<nn::Bottleneck> blocks;
    for (std::int64_t i = 0; i < config.blocks[index]; ++i) {
        shape.stride = i == 0 && index > 0 ? 2 : 1;
        shape.projects = i == 0;
        blocks.emplace_back(scope / static_cast<std::size_t>(i), shape,
                            nn::Bottleneck::Naming::detectron2);
        shape.in_channels = shape.out_channels;
    }
    return blocks;
}

}  // namespace

ResNet::ResNet(const nn::Scope& scope, const Config& config)
    : stem_(scope / "stem" / "conv1", scope / "stem" / "conv1" / "norm", 3, config.stem_channels,
            nn::Conv2dGeometry::centred(7, 2), nn::Activation::relu) {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        stages_[i] = make_stage(scope / numbered("res", i + 2), config, i);
    }
}

std::array<at::Tensor, 4> ResNet::operator()(const at::Tensor& input) const {
    at::Tensor x = at::max_pool2d(stem_(input), {3, 3}, {2, 2}, {1, 1});
    std::array<at::Tensor, 4> outputs;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        for (const nn::Bottleneck& block : stages_[i]) x = block(x);
        outputs[i] = x;
    }
    return outputs;
}

Backbone::Backbone(const nn::Scope& scope, const Config& config)
    : bottom_up_(scope / "bottom_up", config) {
    for (std::size_t i = 0; i < 4; ++i) {
        laterals_.emplace_back(scope / numbered("fpn_lateral", i + 2), config.stage_channels(i),
                               config.fpn_channels, nn::Conv2dGeometry{1, 1, 0});
        outputs_.emplace_back(scope / numbered("fpn_output", i + 2), config.fpn_channels,
                              config.fpn_channels);
    }
}

Pyramid Backbone::operator()(const at::Tensor& x) const {
    const auto stages = bottom_up_(x);
    Pyramid pyramid;
    at::Tensor merged;
    for (std::size_t i = stages.size(); i-- > 0;) {
        at::Tensor lateral = laterals_[i](stages[i]);
        if (merged.defined()) {
            lateral.add_(at::upsample_nearest2d(merged, {lateral.size(2), lateral.size(3)}));
        }
        merged = lateral;
        pyramid[i] = outputs_[i](merged);
    }
    pyramid[4] = at::max_pool2d(pyramid[3], {1, 1}, {2, 2});
    return pyramid;
}

}  // namespace catvton::masker::densepose
