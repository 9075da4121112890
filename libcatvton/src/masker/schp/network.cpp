#include "masker/schp/network.hpp"

namespace catvton::masker::schp {

// "fushion" is how the published checkpoints spell it.
Network::Network(const nn::Scope& scope, const Config& config)
    : backbone_(scope, config),
      context_(scope / "context_encoding", config),
      edge_(scope / "edge", config),
      decoder_(scope / "decoder", config),
      fusion_(scope / "fushion" / "0", scope / "fushion" / "1", 4 * config.head_channels,
              config.head_channels, nn::Conv2dGeometry::centred(1), nn::Activation::leaky_relu),
      classifier_(scope / "fushion" / "4", config.head_channels, config.classes, {1, 1, 0}) {}

at::Tensor Network::operator()(const at::Tensor& x, const Trace& trace) const {
    const auto layers = backbone_(x, trace);
    const at::Tensor context = observed(trace, "psp", context_(layers[3]));
    const at::Tensor decoded = observed(trace, "decoder", decoder_(context, layers[0]));
    const at::Tensor edge = observed(trace, "edge", edge_(layers));
    const at::Tensor fused = fusion_(at::cat({decoded, edge}, 1));
    return observed(trace, "logits", classifier_(observed(trace, "fusion_norm", fused)));
}

}  // namespace catvton::masker::schp
