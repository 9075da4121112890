#include "nn/winograd_conv2d.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <vector>

#include "nn/channel_kernels.hpp"
#include "nn/parallel_tasks.hpp"
#include "nn/scratch.hpp"
#include "nn/winograd_transforms.hpp"

namespace catvton::nn {

namespace {

using namespace winograd;

constexpr std::size_t kMostPoints = points(4);

// With fewer channels the transforms cost more than the products save.
constexpr std::int64_t kLeastChannels = 64;
// Kernels of so few pairs of channels that all their points stay in the outer cache are prepared.
constexpr std::int64_t kMostPrepared = 1 << 17;

// Rows of a prepared product: as many as keep its rate, as few as keep a chunk in the outer cache.
constexpr std::int64_t kChunkTiles = 192;
constexpr std::int64_t kLeastChunkTiles = 64;
// For a kernel that is made ready for each chunk, the more the better.
constexpr std::int64_t kMostTiles = 768, kLeastTiles = 96;
constexpr std::int64_t kPointBytes = 31 << 20;
constexpr std::int64_t kTileGrain = 8;

/// About the cycles of a Zen 4 for a vector of a kernel's weights: its transform and what a panel
/// takes by itself, which every chunk needs, and the products.
std::int64_t cost(std::int64_t edge, std::int64_t tiles) {
    constexpr std::int64_t kTransform4x4 = 320, kTransform2x2 = 130, kPanel = 8;
    const std::int64_t rows = WinogradTaps::pairs_tiles(tiles) ? tiles * 7 / 8 : tiles;
    return (edge == 4 ? kTransform4x4 : kTransform2x2) + points(edge) * (rows * 3 / 4 + kPanel);
}

WinogradTiles best_tiles(std::int64_t batch, const WinogradTiles& large,
                         const WinogradTiles& small) {
    const auto cost_of = [batch](const WinogradTiles& tiles) {
        return cost(tiles.edge(), batch * tiles.per_map());
    };
    return cost_of(small) < cost_of(large) ? small : large;
}

/// The first elements of a buffer that grows to hold them.
at::Tensor in_buffer(at::Tensor& buffer, at::IntArrayRef sizes, const at::TensorOptions& options) {
    const std::int64_t count = c10::multiply_integers(sizes);
    if (!buffer.defined() || buffer.numel() < count) buffer = at::empty({count}, options);
    return buffer.narrow(0, 0, count).view(sizes);
}

}  // namespace

/// What all chunks of one convolution share.
struct WinogradConv2d::Call {
    at::Tensor maps;  ///< channels-last
    WinogradTiles tiles;
    const ChannelAffine* norm;
    at::Tensor bias;
    const float* added;  ///< may be `result`
    float negative_slope;
    float* result;

    std::int64_t tile_count() const { return maps.size(0) * tiles.per_map(); }
};

/// What one thread works in, from chunk to chunk.
struct WinogradConv2d::Workspace {
    at::Tensor normalised;  ///< rows of the input
    at::Tensor point_buffer;
    at::Tensor points;  ///< [points, tiles, in] of the input, in the buffer
    at::Tensor sum_buffer;
    at::Tensor sums;  ///< [points, tiles, out] of the products, in the buffer
};

/// Sums of products for `columns` channels of the result from `column` on.
struct WinogradConv2d::Products {
    const float* sums;  ///< of tile `first`
    std::int64_t first, tile_stride, point_stride;
    std::int64_t column, columns;
};

std::optional<WinogradConv2d> WinogradConv2d::make(const at::Tensor& weight, const at::Tensor& bias,
                                                   const Conv2dGeometry& geometry) {
    const std::int64_t out = weight.size(0), in = weight.size(1);
    const bool serves = geometry.kernel == 3 && geometry.keeps_size() && out % kChannelStep == 0 &&
                        in % kChannelStep == 0 && std::min(in, out) >= kLeastChannels;
    if (!serves || weight.scalar_type() != at::kFloat || !weight.is_cpu()) return std::nullopt;
    if (in * out > kMostPrepared) {
        if (auto taps = WinogradTaps::make(weight))
            return WinogradConv2d(std::move(*taps), geometry.dilation, bias.contiguous());
        if (in * out > 4 * kMostPrepared) return std::nullopt;
    }
    auto products = WinogradProducts::make(weight);
    if (!products) return std::nullopt;
    return WinogradConv2d(std::move(*products), geometry.dilation, bias.contiguous());
}

std::uint64_t WinogradConv2d::bytes() const noexcept {
    return std::visit([](const auto& kernel) { return kernel.bytes(); }, kernel_);
}

at::Tensor WinogradConv2d::operator()(const at::Tensor& x, const FusedSteps& steps) const {
    const std::int64_t scale = steps.doubled ? 2 : 1, height = scale * x.size(2);
    at::Tensor result = at::empty({x.size(0), bias_.size(0), height, scale * x.size(3)},
                                  x.options().memory_format(at::MemoryFormat::ChannelsLast));
    convolve_rows(x, steps, {0, height}, result);
    return result;
}

void WinogradConv2d::convolve_rows(const at::Tensor& x, const FusedSteps& steps, RowRange rows,
                                   at::Tensor& result) const {
    const at::Tensor added = steps.added.defined()
                                 ? steps.added.contiguous(at::MemoryFormat::ChannelsLast)
                                 : at::Tensor();
    const auto* const taps = std::get_if<WinogradTaps>(&kernel_);
    const auto tiles = [&](std::int64_t edge) {
        return WinogradTiles(edge, dilation_, steps.doubled, result.size(2), result.size(3), rows);
    };
    const Call call{x.contiguous(at::MemoryFormat::ChannelsLast),
                    taps ? best_tiles(x.size(0), tiles(4), tiles(2)) : tiles(4),
                    steps.norm ? &*steps.norm : nullptr,
                    steps.bias.defined() ? bias_ + steps.bias : bias_,
                    added.defined() ? added.const_data_ptr<float>() : nullptr,
                    static_cast<float>(negative_slope(steps.activation)),
                    result.mutable_data_ptr<float>()};
    if (call.tile_count() == 0) return;
    if (taps) {
        convolve(*taps, call);
    } else {
        convolve(std::get<WinogradProducts>(kernel_), call);
    }
}

void WinogradConv2d::convolve(const WinogradProducts& kernel, const Call& call) const {
    // Whole chunks for each thread, as large for all, need one fork and join for the convolution.
    // Where they would be too small, the threads share each chunk. Whole rows of tiles read the
    // fewest pixels twice.
    const std::int64_t tiles = call.tile_count(), columns = call.tiles.columns();
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t chunks = threads * at::divup(tiles, threads * kChunkTiles);
    const std::int64_t chunk = at::divup(tiles / columns, chunks) * columns;
    const bool shared = chunk < kLeastChunkTiles || at::divup(tiles, chunk) < threads;
    const std::int64_t size = shared ? kChunkTiles : chunk;
    const auto convolve_chunks = [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;  // a thread's own state
        Workspace workspace;
        for (std::int64_t i = begin; i < end; ++i) {
            const RowRange range{i * size, std::min((i + 1) * size, tiles)};
            workspace.points =
                in_buffer(workspace.point_buffer,
                          {points(WinogradProducts::kEdge), range.count(), call.maps.size(1)},
                          call.maps.options());
            transform_tiles(call, range, workspace.points.mutable_data_ptr<float>(),
                            workspace.normalised);
            workspace.sums = in_buffer(workspace.sum_buffer,
                                       {workspace.points.size(0), range.count(), bias_.size(0)},
                                       call.maps.options());
            kernel(workspace.points, workspace.sums);
            write_tiles(call, range,
                        {workspace.sums.const_data_ptr<float>(), range.begin, bias_.size(0),
                         workspace.sums.stride(0), 0, bias_.size(0)});
        }
    };
    if (shared) {
        convolve_chunks(0, at::divup(tiles, size));
    } else {
        at::parallel_for(0, at::divup(tiles, size), 1, convolve_chunks);
    }
}

void WinogradConv2d::convolve(const WinogradTaps& kernel, const Call& call) const {
    const std::int64_t tiles = call.tile_count(), edge = call.tiles.edge();
    const std::int64_t in = call.maps.size(1), point_count = points(edge);
    const std::int64_t tile_bytes = point_count * in * static_cast<std::int64_t>(sizeof(float));
    const std::int64_t most = std::clamp(kPointBytes / tile_bytes, kLeastTiles, kMostTiles);
    const std::int64_t chunks = at::divup(tiles, most), size = at::divup(tiles, chunks);
    const std::int64_t of_products = WinogradTaps::result_floats(edge, size, kernel.columns());
    const std::int64_t of_worker = of_products + kernel.workspace_floats(edge);
    const Scratch inputs(point_count * (size * in + kernel.prepared_floats(size)));
    const Scratch places(usable_threads() * of_worker);
    at::Tensor normalised;
    for (std::int64_t c = 0; c < chunks; ++c) {
        const RowRange range{c * size, std::min((c + 1) * size, tiles)};
        WinogradTaps::Tiles input{edge, range.count(), inputs.floats(),
                                  inputs.floats() + point_count * range.count() * in};
        transform_tiles(call, range, input.points, normalised);
        for_each_task(point_count, [&](std::int64_t p, std::int64_t) { kernel.prepare(input, p); });
        const std::int64_t half = input.count / 2;
        const std::int64_t parts = parts_of_task(kernel.pairs(), half / kernel.least_part());
        for_each_task(kernel.pairs() * parts, [&](std::int64_t i, std::int64_t worker) {
            const std::int64_t part = i % parts;
            float* const products = places.floats() + worker * of_worker;
            const RowRange upper{half * part / parts, half * (part + 1) / parts};
            kernel.multiply(input, i / parts, upper, products, products + of_products);
            write_pair(kernel, call, range, i / parts, upper, products);
        });
    }
}

/// The results of the tiles that `upper` and its partners are of `range`, for both sides of a pair.
void WinogradConv2d::write_pair(const WinogradTaps& kernel, const Call& call, RowRange range,
                                std::int64_t pair, RowRange upper, const float* sums) const {
    const std::int64_t width = kernel.columns(), half = range.count() / 2;
    const RowRange lower{half + upper.begin, upper.end == half ? range.count() : half + upper.end};
    for (const std::int64_t side : {0, 1}) {
        const Products products{sums + side * width,
                                range.begin,
                                2 * width,
                                range.count() * 2 * width,
                                (side * kernel.pairs() + pair) * width,
                                width};
        for (const RowRange& rows : {upper, lower})
            write_tiles(call, {range.begin + rows.begin, range.begin + rows.end}, products);
    }
}

std::int64_t WinogradConv2d::normalise_rows(const Call& call, RowRange tiles,
                                            at::Tensor& buffer) const {
    const RowRange rows = call.tiles.rows_read(tiles.begin, tiles.end);
    const std::int64_t channels = call.maps.size(1), height = call.maps.size(2);
    const std::int64_t width = call.maps.size(3), row_size = width * channels;
    const at::Tensor normalised = in_buffer(buffer, {rows.count(), row_size}, call.maps.options());
    const auto* const pixels = call.maps.const_data_ptr<float>();
    const auto* const scale = call.norm->scale.const_data_ptr<float>();
    const auto* const shift = call.norm->shift.const_data_ptr<float>();
    auto* const out = normalised.mutable_data_ptr<float>();
    at::parallel_for(rows.begin, rows.end, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t map = row / height * channels;
            scale_shift_silu(pixels + row * row_size, width, channels, scale + map, shift + map,
                             out + (row - rows.begin) * row_size);
        }
    });
    return rows.begin;
}

void WinogradConv2d::transform_tiles(const Call& call, RowRange tiles, float* points,
                                     at::Tensor& normalised) const {
    const std::int64_t count = tiles.count(), in = call.maps.size(1), edge = call.tiles.edge();
    const auto* input = call.maps.const_data_ptr<float>();
    std::int64_t first_row = 0;
    if (call.norm) {
        first_row = normalise_rows(call, tiles, normalised);
        input = normalised.const_data_ptr<float>();
    }
    at::parallel_for(0, count, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        const std::vector<float> nothing(static_cast<std::size_t>(in));
        std::array<const float*, kMostPoints> pixels;
        for (std::int64_t i = begin; i < end; ++i) {
            call.tiles.point_to_inputs(tiles.begin + i, input, first_row, in, nothing.data(),
                                       pixels.data());
            transform_input(edge, pixels.data(), in, points + i * in, count * in);
        }
    });
}

void WinogradConv2d::write_tiles(const Call& call, RowRange tiles, const Products& products) const {
    const std::int64_t edge = call.tiles.edge(), channels = bias_.size(0);
    at::parallel_for(tiles.begin, tiles.end, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> outside(static_cast<std::size_t>(products.columns));
        std::array<const float*, kMostPoints> rows;
        std::array<const float*, kMostPoints> added;
        std::array<float*, kMostPoints> pixels;
        const OutputSteps steps{call.bias.const_data_ptr<float>() + products.column,
                                call.added ? added.data() : nullptr, call.negative_slope};
        for (std::int64_t tile = begin; tile < end; ++tile) {
            const float* const sums =
                products.sums + (tile - products.first) * products.tile_stride;
            for (std::int64_t p = 0; p < points(edge); ++p)
                rows[static_cast<std::size_t>(p)] = sums + p * products.point_stride;
            if (call.added) {
                call.tiles.point_to_results<const float*>(tile, call.added + products.column,
                                                          channels, outside.data(), added.data());
            }
            call.tiles.point_to_results(tile, call.result + products.column, channels,
                                        outside.data(), pixels.data());
            transform_output(edge, rows.data(), steps, products.columns, pixels.data());
        }
    });
}

}  // namespace catvton::nn
