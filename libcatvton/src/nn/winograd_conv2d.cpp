#include "nn/winograd_conv2d.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <vector>

#include "nn/channel_kernels.hpp"
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

/// What all chunks of one convolution share.
struct WinogradConv2d::Call {
    at::Tensor maps;  ///< channels-last
    WinogradTiles tiles;
    const ChannelAffine* norm;
    at::Tensor bias;
    const float* added;  ///< may be `result`
    float negative_slope;
    float* result;
};

/// What one thread works in, from chunk to chunk.
struct WinogradConv2d::Workspace {
    at::Tensor normalised;  ///< rows of the input
    at::Tensor point_buffer;
    at::Tensor points;  ///< [points, tiles, in] of the input, in the buffer
    at::Tensor sum_buffer;
    at::Tensor sums;  ///< [points, tiles, out] of the products, in the buffer
};

namespace {

/// The first elements of a buffer that grows to hold them.
at::Tensor in_buffer(at::Tensor& buffer, at::IntArrayRef sizes, const at::TensorOptions& options) {
    const std::int64_t count = c10::multiply_integers(sizes);
    if (!buffer.defined() || buffer.numel() < count) buffer = at::empty({count}, options);
    return buffer.narrow(0, 0, count).view(sizes);
}

}  // namespace

std::optional<WinogradConv2d> WinogradConv2d::make(const at::Tensor& weight, const at::Tensor& bias,
                                                   const Conv2dGeometry& geometry) {
    const std::int64_t out = weight.size(0), in = weight.size(1);
    const bool serves = geometry.kernel == 3 && geometry.keeps_size() &&
                        geometry.usual_pixels >= kLeastPixels && out % kChannelStep == 0 &&
                        in % kChannelStep == 0 && std::min(in, out) >= kLeastChannels;
    if (!serves || weight.scalar_type() != at::kFloat || !weight.is_cpu()) return std::nullopt;
    const bool large = geometry.usual_pixels >= kLeastPixelsOf4x4 && in * out <= kMostWeightsOf4x4;
    const std::int64_t edge = large ? 4 : 2;
    std::vector<PackedLinear> products;
    const at::Tensor transformed = transform_kernels(edge, weight);
    for (const at::Tensor& point : transformed.unbind()) {
        auto product = PackedLinear::make(point, {});
        if (!product) return std::nullopt;
        products.push_back(std::move(*product));
    }
    return WinogradConv2d(edge, geometry.dilation, std::move(products), transformed.nbytes(),
                          bias.contiguous());
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
    const Call call{x.contiguous(at::MemoryFormat::ChannelsLast),
                    {edge_, dilation_, steps.doubled, result.size(2), result.size(3), rows},
                    steps.norm ? &*steps.norm : nullptr,
                    steps.bias.defined() ? bias_ + steps.bias : bias_,
                    added.defined() ? added.const_data_ptr<float>() : nullptr,
                    static_cast<float>(negative_slope(steps.activation)),
                    result.mutable_data_ptr<float>()};
    const std::int64_t tiles = x.size(0) * call.tiles.per_map();
    if (tiles == 0) return;

    // Whole chunks for each thread, as large for all, need one fork and join for the convolution.
    // Where they would be too small, the threads share each chunk. Whole rows of tiles read the
    // fewest pixels twice.
    const std::int64_t threads = at::get_num_threads(), columns = call.tiles.columns();
    const std::int64_t chunks = threads * at::divup(tiles, threads * kChunkTiles);
    const std::int64_t chunk = at::divup(tiles / columns, chunks) * columns;
    const bool shared = chunk < kLeastChunkTiles || at::divup(tiles, chunk) < threads;
    const std::int64_t size = shared ? kChunkTiles : chunk;
    const auto convolve = [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;  // a thread's own state
        Workspace workspace;
        for (std::int64_t i = begin; i < end; ++i)
            convolve_chunk(call, i * size, std::min((i + 1) * size, tiles), workspace);
    };
    if (shared) {
        convolve(0, at::divup(tiles, size));
    } else {
        at::parallel_for(0, at::divup(tiles, size), 1, convolve);
    }
}

std::int64_t WinogradConv2d::normalise_rows(const Call& call, std::int64_t first, std::int64_t last,
                                            at::Tensor& buffer) const {
    const RowRange rows = call.tiles.rows_read(first, last);
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

void WinogradConv2d::transform_tiles(const Call& call, std::int64_t first, std::int64_t last,
                                     Workspace& workspace) const {
    const std::int64_t count = last - first, in = call.maps.size(1);
    const auto point_count = static_cast<std::int64_t>(products_.size());
    workspace.points =
        in_buffer(workspace.point_buffer, {point_count, count, in}, call.maps.options());
    const auto* input = call.maps.const_data_ptr<float>();
    std::int64_t first_row = 0;
    if (call.norm) {
        first_row = normalise_rows(call, first, last, workspace.normalised);
        input = workspace.normalised.const_data_ptr<float>();
    }
    auto* const points = workspace.points.mutable_data_ptr<float>();
    at::parallel_for(0, count, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        const std::vector<float> nothing(static_cast<std::size_t>(in));
        std::array<const float*, kMostPoints> pixels;
        for (std::int64_t i = begin; i < end; ++i) {
            call.tiles.point_to_inputs(first + i, input, first_row, in, nothing.data(),
                                       pixels.data());
            transform_input(edge_, pixels.data(), in, points + i * in, count * in);
        }
    });
}

void WinogradConv2d::write_tiles(const Call& call, std::int64_t first, std::int64_t last,
                                 const Workspace& workspace) const {
    const std::int64_t out = bias_.size(0);
    const auto* const sums = workspace.sums.const_data_ptr<float>();
    const std::int64_t points = workspace.sums.size(0), stride = workspace.sums.stride(0);
    at::parallel_for(first, last, kTileGrain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> outside(static_cast<std::size_t>(out));
        std::array<const float*, kMostPoints> rows;
        std::array<const float*, kMostPoints> added;
        std::array<float*, kMostPoints> pixels;
        const OutputSteps steps{call.bias.const_data_ptr<float>(),
                                call.added ? added.data() : nullptr, call.negative_slope};
        for (std::int64_t tile = begin; tile < end; ++tile) {
            for (std::int64_t p = 0; p < points; ++p)
                rows[static_cast<std::size_t>(p)] = sums + p * stride + (tile - first) * out;
            if (call.added) {
                call.tiles.point_to_results<const float*>(tile, call.added, out, outside.data(),
                                                          added.data());
            }
            call.tiles.point_to_results(tile, call.result, out, outside.data(), pixels.data());
            transform_output(edge_, rows.data(), steps, out, pixels.data());
        }
    });
}

void WinogradConv2d::convolve_chunk(const Call& call, std::int64_t first, std::int64_t last,
                                    Workspace& workspace) const {
    transform_tiles(call, first, last, workspace);
    const auto point_count = static_cast<std::int64_t>(products_.size());
    const std::int64_t count = last - first;
    workspace.sums =
        in_buffer(workspace.sum_buffer, {point_count, count, bias_.size(0)}, call.maps.options());
    at::parallel_for(0, point_count, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;
        at::Tensor product_workspace;
        for (std::int64_t p = begin; p < end; ++p) {
            products_[static_cast<std::size_t>(p)].multiply(
                workspace.points[p].const_data_ptr<float>(), count,
                workspace.sums[p].mutable_data_ptr<float>(), product_workspace);
        }
    });
    write_tiles(call, first, last, workspace);
}

}  // namespace catvton::nn
