#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "nn/activation.hpp"
#include "nn/conv2d_geometry.hpp"
#include "nn/prepacked_linear.hpp"

namespace catvton::nn {

/// A 3x3 convolution with stride 1 that keeps the size of the map, on the CPU by Winograd's F(4x4,
/// 3x3), with many channels or few pixels F(2x2, 3x3): 4 and 2.25 times fewer multiplications, in
/// matrix products at oneDNN's packed rate. Relative error below 1.5e-6 where the direct way has
/// 5e-7. Works through the map in chunks of tiles, so that it needs no copy of it; results are
/// channels-last.
class WinogradConv2d {
public:
    /// weight: [out, in, 3, 3]; bias: [out]. Nothing where the direct way is better: other kernels,
    /// few or many channels, no oneDNN.
    static std::optional<WinogradConv2d> make(const at::Tensor& weight, const at::Tensor& bias,
                                              const Conv2dGeometry& geometry);
    /// x: [batch, in, h, w]. Several threads may call it at once.
    at::Tensor operator()(const at::Tensor& x, Activation activation = Activation::none) const;
    /// Of the transformed kernel.
    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    class TileGrid;

    WinogradConv2d(std::int64_t edge, std::int64_t dilation, std::vector<PrepackedLinear> products,
                   std::uint64_t bytes, at::Tensor bias)
        : edge_(edge),
          dilation_(dilation),
          products_(std::move(products)),
          bytes_(bytes),
          bias_(std::move(bias)) {}

    /// Tiles first to last - 1 of the result.
    void convolve_chunk(const at::Tensor& maps, const TileGrid& grid, std::int64_t first,
                        std::int64_t last, Activation activation, at::Tensor& result) const;

    std::int64_t edge_;  ///< of a tile of the result: 2 or 4
    std::int64_t dilation_;
    std::vector<PrepackedLinear> products_;  ///< one matrix [out, in] for each point of a tile
    std::uint64_t bytes_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
