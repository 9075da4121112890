#include "nn/convolution.hpp"

#include <algorithm>

namespace catvton::nn {

namespace {

// Above this size of the result the CPU convolution runs over strips of rows: oneDNN copies its
// operands into blocked layouts, and whole copies of the VAE's largest maps would be the memory
// peak of a run.
constexpr std::int64_t kStripBytes = 256ll << 20;

}  // namespace

Convolution::Convolution(at::Tensor weight, at::Tensor bias, const Conv2dGeometry& geometry)
    : weight_(std::move(weight)),
      bias_(std::move(bias)),
      geometry_(geometry),
      out_channels_(weight_.size(0)),
      bytes_(weight_.nbytes()) {
    winograd_ = WinogradConv2d::make(weight_, bias_, geometry);
    if (winograd_) bytes_ = winograd_->bytes();
    if (geometry.is_pointwise()) pointwise_ = PackedLinear::make(weight_.flatten(1), bias_);
    if (!winograd_ && !pointwise_) prepacked_ = PrepackedConv2d::make(weight_, bias_, geometry);
    if (winograd_ || pointwise_ || prepacked_) weight_.reset();
}

/// oneDNN's convolution would choose another layout of the weight than it was prepacked in, and
/// bring it there on every call.
at::Tensor Convolution::apply_to_pixels(const at::Tensor& x, Activation activation,
                                        const at::Tensor& added) const {
    const auto rows = [](const at::Tensor& maps) {
        return maps.permute({0, 2, 3, 1}).contiguous();
    };
    const std::int64_t stride = geometry_.stride;
    const at::Tensor used = x.slice(2, 0, x.size(2), stride).slice(3, 0, x.size(3), stride);
    return (*pointwise_)(rows(used), activation, added.defined() ? rows(added) : added)
        .permute({0, 3, 1, 2});
}

at::Tensor Convolution::apply(const at::Tensor& x) const {
    if (prepacked_) return (*prepacked_)(x);
    const auto& [kernel, stride, padding, dilation] = geometry_;
    return at::conv2d(x, weight_, bias_, {stride, stride}, {padding, padding},
                      {dilation, dilation});
}

at::Tensor Convolution::operator()(const at::Tensor& x, Activation activation,
                                   const at::Tensor& added) const {
    if (winograd_) return (*winograd_)(x, {.added = added, .activation = activation});
    if (pointwise_) return apply_to_pixels(x, activation, added);
    const std::int64_t out_bytes = x.numel() / x.size(1) * out_channels_ * x.element_size();
    const bool strips =
        x.is_cpu() && geometry_.keeps_size() && geometry_.padding > 0 && out_bytes > kStripBytes;
    if (prepacked_ && !strips) return (*prepacked_)(x, activation, added);
    at::Tensor y = strips ? apply_in_strips(x) : apply(x);
    if (added.defined()) y.add_(added);
    return activate_(std::move(y), activation);
}

at::Tensor Convolution::apply_in_strips(const at::Tensor& x) const {
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
