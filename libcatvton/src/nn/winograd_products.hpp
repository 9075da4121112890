#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "nn/packed_linear.hpp"

namespace catvton::nn {

/// The points of a 3x3 kernel for F(4x4, 3x3), each a packed matrix.
class WinogradProducts {
public:
    static constexpr std::int64_t kEdge = 4;  ///< of a tile of the result

    /// weight: [out, in, 3, 3]. Nothing where no packed product serves it.
    static std::optional<WinogradProducts> make(const at::Tensor& weight);

    std::uint64_t bytes() const noexcept { return bytes_; }
    /// [points, count, in] of the input to the sums [points, count, out].
    void operator()(const at::Tensor& points, const at::Tensor& sums) const;

private:
    WinogradProducts(std::vector<PackedLinear> products, std::uint64_t bytes)
        : products_(std::move(products)), bytes_(bytes) {}

    std::vector<PackedLinear> products_;  ///< [out, in] for each point of a tile
    std::uint64_t bytes_;
};

}  // namespace catvton::nn
