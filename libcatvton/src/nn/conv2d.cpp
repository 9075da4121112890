#include "nn/conv2d.hpp"

#include <algorithm>
#include <array>

namespace catvton::nn {

namespace {

// Above this size of the result the CPU convolution runs over strips of rows: oneDNN copies its
// operands into blocked layouts, and whole copies of the VAE's largest maps would be the memory
// peak of a run.
constexpr std::int64_t kStripBytes = 256ll << 20;

}  // namespace

Conv2d::Conv2d(const Scope& scope, std::int64_t in_channels, std::int64_t out_channels,
               Conv2dGeometry geometry)
    : weight_(scope.take("weight", {out_channels, in_channels, geometry.kernel, geometry.kernel})),
      bias_(scope.take("bias", {out_channels})),
      geometry_(geometry),
      out_channels_(out_channels) {
    if (geometry.stride == 1 && geometry.padding == 1) {
        winograd_ = WinogradConv2d::make(weight_, bias_);
    }
    if (!winograd_) {
        prepacked_ = PrepackedConv2d::make(weight_, bias_, {geometry.stride, geometry.stride},
                                           {geometry.padding, geometry.padding});
    }
    if (winograd_ || prepacked_) weight_.reset();
}

at::Tensor Conv2d::apply(const at::Tensor& x) const {
    const std::array<std::int64_t, 2> stride{geometry_.stride, geometry_.stride};
    const std::array<std::int64_t, 2> padding{geometry_.padding, geometry_.padding};
    return prepacked_ ? (*prepacked_)(x, padding) : at::conv2d(x, weight_, bias_, stride, padding);
}

at::Tensor Conv2d::operator()(const at::Tensor& x) const {
    if (winograd_) return (*winograd_)(x);
    const bool same_size = geometry_.stride == 1 && geometry_.kernel == 2 * geometry_.padding + 1;
    const std::int64_t out_bytes = x.numel() / x.size(1) * out_channels_ * x.element_size();
    if (x.is_cpu() && same_size && geometry_.padding > 0 && out_bytes > kStripBytes) {
        return apply_in_strips(x);
    }
    return apply(x);
}

at::Tensor Conv2d::apply_in_strips(const at::Tensor& x) const {
    const std::int64_t height = x.size(2), pad = geometry_.padding;
    at::Tensor out = at::empty({x.size(0), out_channels_, height, x.size(3)},
                               x.options().memory_format(at::MemoryFormat::ChannelsLast));
    const std::int64_t strips =
        (static_cast<std::int64_t>(out.nbytes()) + kStripBytes - 1) / kStripBytes * 2;
    const std::int64_t rows = std::max<std::int64_t>(1, (height + strips - 1) / strips);
    for (std::int64_t y = 0; y < height; y += rows) {
        const std::int64_t end = std::min(y + rows, height);
        const std::int64_t from = std::max<std::int64_t>(0, y - pad);
        const std::int64_t to = std::min(end + pad, height);
        // Every strip is padded at both ends as if it were a picture; its own rows start where its
        // halo ends.
        const at::Tensor strip = apply(x.slice(2, from, to));
        out.slice(2, y, end).copy_(strip.slice(2, y - from, y - from + (end - y)));
    }
    return out;
}

}  // namespace catvton::nn
