#include "nn/winograd_conv2d.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>

#include "nn/winograd_transforms.hpp"

namespace catvton::nn {

namespace {

using namespace winograd;

constexpr std::int64_t kTaps = 9;
constexpr std::size_t kMostPoints = points(4);

// With fewer channels the transforms cost more than the products save.
constexpr std::int64_t kLeastChannels = 64;
// F(2x2) saves 10 operations a pixel for 28 more bytes a pair of channels, F(4x4) another 3.5 for
// 80 more: each where the pixels are worth that. The deepest layers of the UNet keep their kernel.
constexpr std::int64_t kLeastPixels = 512, kLeastPixelsOf4x4 = 8192;
constexpr std::int64_t kMostWeightsOf4x4 = 1920 * 640;

// Rows of one product: as many as keep its rate, as few as keep a chunk in the outer cache.
constexpr std::int64_t kChunkTiles = 192;
constexpr std::int64_t kLeastChunkTiles = 64;
constexpr std::int64_t kTileGrain = 8;

/// [points, out, in]: G w G^T for each pair of channels, rounded once.
at::Tensor transform_kernels(std::int64_t edge, const at::Tensor& weight) {
    const at::Tensor axis =
        at::from_blob(const_cast<double*>(kernel_matrix(edge)), {input_edge(edge), 3}, at::kDouble);
    const at::Tensor both = at::einsum("ya,xb->yxab", {axis, axis}).reshape({-1, kTaps});
    const at::Tensor taps = weight.reshape({-1, kTaps});
    at::Tensor transformed = at::empty({both.size(0), taps.size(0)}, weight.options());
    constexpr std::int64_t kChunk = 1 << 16;
    for (std::int64_t from = 0; from < taps.size(0); from += kChunk) {
        const std::int64_t to = std::min(from + kChunk, taps.size(0));
        const at::Tensor chunk = taps.slice(0, from, to).to(at::kDouble);
        transformed.slice(1, from, to).copy_(at::mm(both, chunk.t()));
    }
    return transformed.view({-1, weight.size(0), weight.size(1)});
}

}  // namespace

/// The tiles of a batch of channels-last maps, numbered row by row. With a dilation the pixels of
/// each remainder by it are a map of their own, convolved as if they were neighbours.
class WinogradConv2d::TileGrid {
public:
    TileGrid(std::int64_t edge, std::int64_t dilation, std::int64_t height, std::int64_t width)
        : edge_(edge),
          dilation_(dilation),
          height_(height),
          width_(width),
          rows_(at::divup(height, edge * dilation)),
          columns_(at::divup(width, edge * dilation)) {}

    std::int64_t tiles_per_map() const noexcept { return dilation_ * dilation_ * rows_ * columns_; }

    /// Writes pointers to the tile's pixels, row by row, with `halo` more on each side; `outside`
    /// stands for those that are in no map.
    template <class Pointer>
    void point_to_pixels(std::int64_t tile, std::int64_t halo, Pointer maps, std::int64_t channels,
                         Pointer outside, Pointer* pointers) const {
        const std::int64_t in_map = tile % tiles_per_map();
        const Pointer map = maps + tile / tiles_per_map() * height_ * width_ * channels;
        const std::int64_t remainder = in_map / (rows_ * columns_);
        const std::int64_t in_part = in_map % (rows_ * columns_);
        const std::int64_t edge = (edge_ + 2 * halo) * dilation_;
        const std::int64_t top =
            (in_part / columns_ * edge_ - halo) * dilation_ + remainder / dilation_;
        const std::int64_t left =
            (in_part % columns_ * edge_ - halo) * dilation_ + remainder % dilation_;
        for (std::int64_t y = top; y < top + edge; y += dilation_) {
            for (std::int64_t x = left; x < left + edge; x += dilation_) {
                const bool inside = y >= 0 && y < height_ && x >= 0 && x < width_;
                *pointers++ = inside ? map + (y * width_ + x) * channels : outside;
            }
        }
    }

private:
    std::int64_t edge_, dilation_, height_, width_, rows_, columns_;
};

std::optional<WinogradConv2d> WinogradConv2d::make(const at::Tensor& weight, const at::Tensor& bias,
                                                   const Conv2dGeometry& geometry) {
    const std::int64_t out = weight.size(0), in = weight.size(1);
    const bool serves = geometry.kernel == 3 && geometry.keeps_size() &&
                        geometry.usual_pixels >= kLeastPixels && out % kChannelStep == 0 &&
                        in % kChannelStep == 0 && std::min(in, out) >= kLeastChannels;
    if (!serves || weight.scalar_type() != at::kFloat || !weight.is_cpu()) return std::nullopt;
    const bool large = geometry.usual_pixels >= kLeastPixelsOf4x4 && in * out <= kMostWeightsOf4x4;
    const std::int64_t edge = large ? 4 : 2;
    std::vector<PrepackedLinear> products;
    const at::Tensor transformed = transform_kernels(edge, weight);
    for (const at::Tensor& point : transformed.unbind()) {
        auto product = PrepackedLinear::make(point, {});
        if (!product) return std::nullopt;
        products.push_back(std::move(*product));
    }
    return WinogradConv2d(edge, geometry.dilation, std::move(products), transformed.nbytes(),
                          bias.contiguous());
}

at::Tensor WinogradConv2d::operator()(const at::Tensor& x, Activation activation) const {
    const at::Tensor maps = x.contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor result = at::empty({maps.size(0), bias_.size(0), maps.size(2), maps.size(3)},
                                  maps.options().memory_format(at::MemoryFormat::ChannelsLast));
    const TileGrid grid(edge_, dilation_, maps.size(2), maps.size(3));
    const std::int64_t tiles = maps.size(0) * grid.tiles_per_map();
    if (tiles == 0) return result;

    // Whole chunks for each thread, as large for all, need one fork and join for the convolution.
    // Where they would be too small, the threads share each chunk.
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t chunk = at::divup(tiles, threads * at::divup(tiles, threads * kChunkTiles));
    const bool shared = chunk < kLeastChunkTiles;
    const std::int64_t size = shared ? kChunkTiles : chunk;
    const auto convolve = [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;  // a thread's own state
        for (std::int64_t i = begin; i < end; ++i) {
            convolve_chunk(maps, grid, i * size, std::min((i + 1) * size, tiles), activation,
                           result);
        }
    };
    if (shared) {
        convolve(0, at::divup(tiles, size));
    } else {
        at::parallel_for(0, at::divup(tiles, size), 1, convolve);
    }
    return result;
}

void WinogradConv2d::convolve_chunk(const at::Tensor& maps, const TileGrid& grid,
                                    std::int64_t first, std::int64_t last, Activation activation,
                                    at::Tensor& result) const {
    const std::int64_t count = last - first, in = maps.size(1), out = result.size(1);
    const auto point_count = static_cast<std::int64_t>(products_.size());
    const at::Tensor transformed = at::empty({point_count, count, in}, maps.options());
    const at::Tensor zeros = at::zeros({in}, maps.options());
    const auto* const input = maps.const_data_ptr<float>();
    const auto* const nothing = zeros.const_data_ptr<float>();
    auto* const points = transformed.mutable_data_ptr<float>();
    at::parallel_for(0, count, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        std::array<const float*, kMostPoints> pixels;
        for (std::int64_t i = begin; i < end; ++i) {
            grid.point_to_pixels(first + i, 1, input, in, nothing, pixels.data());
            transform_input(edge_, pixels.data(), in, points + i * in, count * in);
        }
    });

    std::vector<at::Tensor> sums(products_.size());
    at::parallel_for(0, point_count, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;
        for (std::int64_t p = begin; p < end; ++p) {
            const auto index = static_cast<std::size_t>(p);
            sums[index] = products_[index](transformed[p]);
        }
    });

    const auto* const bias = bias_.const_data_ptr<float>();
    const auto slope = static_cast<float>(negative_slope(activation));
    auto* const output = result.mutable_data_ptr<float>();
    at::parallel_for(0, count, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> outside(static_cast<std::size_t>(out));
        std::array<const float*, kMostPoints> rows;
        std::array<float*, kMostPoints> pixels;
        for (std::int64_t i = begin; i < end; ++i) {
            std::transform(sums.begin(), sums.end(), rows.begin(), [&](const at::Tensor& sum) {
                return sum.const_data_ptr<float>() + i * out;
            });
            grid.point_to_pixels(first + i, 0, output, out, outside.data(), pixels.data());
            transform_output(edge_, rows.data(), bias, slope, out, pixels.data());
        }
    });
}

}  // namespace catvton::nn
