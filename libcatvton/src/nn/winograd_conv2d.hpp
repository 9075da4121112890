#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "nn/activation.hpp"
#include "nn/channel_affine.hpp"
#include "nn/conv2d_geometry.hpp"
#include "nn/packed_linear.hpp"
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
/// 3x3), with many channels or few pixels F(2x2, 3x3): 4 and 2.25 times fewer multiplications, in
/// matrix products at oneDNN's packed rate. Relative error below 1.5e-6 where the direct way has
/// 5e-7. Works through the map in chunks of tiles, so that it needs no copy of it; results are
/// channels-last. Several threads may call it at once.
class WinogradConv2d {
public:
    /// weight: [out, in, 3, 3]; bias: [out]. Nothing where the direct way is better: other kernels,
    /// few or many channels, no oneDNN.
    static std::optional<WinogradConv2d> make(const at::Tensor& weight, const at::Tensor& bias,
                                              const Conv2dGeometry& geometry);
    /// x: [batch, in, h, w]. A norm, or a doubling, is for kernels without dilation only.
    at::Tensor operator()(const at::Tensor& x, const FusedSteps& steps = {}) const;
    /// Those rows of the result alone, into `result`, [batch, out, h, w] and channels-last, which
    /// may be the added map. For no dilation.
    void convolve_rows(const at::Tensor& x, const FusedSteps& steps, RowRange rows,
                       at::Tensor& result) const;
    /// Of the transformed kernel.
    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    struct Call;
    struct Workspace;

    WinogradConv2d(std::int64_t edge, std::int64_t dilation, std::vector<PackedLinear> products,
                   std::uint64_t bytes, at::Tensor bias)
        : edge_(edge),
          dilation_(dilation),
          products_(std::move(products)),
          bytes_(bytes),
          bias_(std::move(bias)) {}

    // For tiles first to last - 1 of the result.
    void convolve_chunk(const Call& call, std::int64_t first, std::int64_t last,
                        Workspace& workspace) const;
    void transform_tiles(const Call& call, std::int64_t first, std::int64_t last,
                         Workspace& workspace) const;
    void write_tiles(const Call& call, std::int64_t first, std::int64_t last,
                     const Workspace& workspace) const;
    /// The rows that the tiles read, normalised; the number of the first one comes back.
    std::int64_t normalise_rows(const Call& call, std::int64_t first, std::int64_t last,
                                at::Tensor& buffer) const;

    std::int64_t edge_;  ///< of a tile of the result: 2 or 4
    std::int64_t dilation_;
    std::vector<PackedLinear> products_;  ///< one matrix [out, in] for each point of a tile
    std::uint64_t bytes_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
