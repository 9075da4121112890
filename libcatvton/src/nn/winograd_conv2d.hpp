#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <variant>

#include "nn/activation.hpp"
#include "nn/channel_affine.hpp"
#include "nn/conv2d_geometry.hpp"
#include "nn/winograd_products.hpp"
#include "nn/winograd_taps.hpp"
#include "nn/winograd_tiles.hpp"

namespace catvton::nn {

/// What becomes part of a convolution instead of a pass of its own over a map, in this order.
struct FusedSteps {
    std::optional<ChannelAffine> norm = {};  ///< silu(x * scale + shift) is convolved
    bool doubled = false;   ///< or `x` with each side doubled, by nearest neighbour
    at::Tensor bias = {};   ///< [out], besides the convolution's own; undefined: none
    at::Tensor added = {};  ///< a map like the result; undefined: none
    Activation activation = Activation::none;
};

/// A 3x3 convolution with stride 1 that keeps the size of the map, on the CPU by Winograd's F(4x4,
/// 3x3), over few tiles F(2x2, 3x3): 4 and 2.25 times fewer multiplications, in packed products.
/// Relative error below 5e-6, and 2.5e-5 where many tiles meet in the products of PackedProduct's
/// algorithms; the direct way has 5e-7. Works through the map in chunks of tiles, so that it needs
/// no copy of it; results are channels-last. Several threads may call it at once.
class WinogradConv2d {
public:
    /// weight: [out, in, 3, 3]; bias: [out]. Nothing where the direct way is better: other kernels,
    /// few channels, no packed products.
    static std::optional<WinogradConv2d> make(const at::Tensor& weight, const at::Tensor& bias,
                                              const Conv2dGeometry& geometry);
    /// x: [batch, in, h, w]. A norm, or a doubling, is for kernels without dilation only.
    at::Tensor operator()(const at::Tensor& x, const FusedSteps& steps = {}) const;
    /// Those rows of the result alone, into `result`, [batch, out, h, w] and channels-last, which
    /// may be the added map. For no dilation.
    void convolve_rows(const at::Tensor& x, const FusedSteps& steps, RowRange rows,
                       at::Tensor& result) const;
    /// Of the kernel as it is kept.
    std::uint64_t bytes() const noexcept;

private:
    using Kernel = std::variant<WinogradProducts, WinogradTaps>;
    struct Call;
    struct Workspace;
    struct Products;

    WinogradConv2d(Kernel kernel, std::int64_t dilation, at::Tensor bias)
        : kernel_(std::move(kernel)), dilation_(dilation), bias_(std::move(bias)) {}

    void convolve(const WinogradProducts& kernel, const Call& call) const;
    void convolve(const WinogradTaps& kernel, const Call& call) const;

    void write_pair(const WinogradTaps& kernel, const Call& call, RowRange range, std::int64_t pair,
                    RowRange upper, const float* sums) const;
    /// To [points, tiles, in].
    void transform_tiles(const Call& call, RowRange tiles, float* points,
                         at::Tensor& normalised) const;
    void write_tiles(const Call& call, RowRange tiles, const Products& products) const;
    /// The rows that the tiles read, normalised; the number of the first one comes back.
    std::int64_t normalise_rows(const Call& call, RowRange tiles, at::Tensor& buffer) const;

    Kernel kernel_;
    std::int64_t dilation_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
