#include "nn/packed_product.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "nn/magnitude.hpp"
#include "nn/parallel_tasks.hpp"
#include "nn/processor.hpp"
#include "nn/scratch.hpp"

namespace catvton::nn {

namespace {

/// As much of a panel as the second-level cache holds with its sums and differences.
constexpr std::int64_t kMostDepth = 640, kDepthStep = 32;
/// With fewer rows the sums cost more than the products that they save.
constexpr std::int64_t kLeastPairedRows = 96;
/// Rows that share the sums of a panel pair: the more, the better, as long as every thread gets
/// some and what is prepared of them stays near its core. It does not depend on the threads, so
/// that the result does not either.
constexpr std::int64_t kChunkRows = 384;
/// Chunks for each thread from which on it does not matter that some get one more.
constexpr std::int64_t kManyChunks = 8;
/// Rows of one panel product, whose x stays in the cache from panel to panel.
constexpr std::int64_t kPanelRows = 192;
/// Fewer rows are not worth preparing.
constexpr std::int64_t kLeastPreparedRows = 8;

/// [out, in] to panels: the rows of each block of a panel, or of the left and right one of a pair,
/// follow each other.
void pack_panel(const float* weight, std::int64_t in, std::int64_t columns, std::int64_t width,
                std::int64_t depth, float* panel) {
    for (std::int64_t d = 0; d < depth; ++d) {
        for (std::int64_t c = 0; c < columns; ++c) panel[d * width + c] = weight[c * in + d];
    }
}

}  // namespace

const std::vector<const ProductKernel*>& product_kernels() {
    static const auto kernels = [] {
        std::vector<const ProductKernel*> found;
#if defined(__x86_64__)
        if (has_avx512() && adds_beside_multiplying()) {
            found.push_back(&product_kernel_avx512_folding_64());
            found.push_back(&product_kernel_avx512_folding_80());
        }
        if (has_avx512()) {
            found.push_back(&product_kernel_avx512_64());
            found.push_back(&product_kernel_avx512_80());
        }
        if (has_avx2()) found.push_back(&product_kernel_avx2());
#endif
        return found;
    }();
    return kernels;
}

const ProductKernel* best_product_kernel(std::int64_t out) {
    // The columns that it wastes, then those that no pair product serves.
    const auto losses = [out](const ProductKernel* kernel) {
        const std::int64_t panels = at::divup(out, kernel->columns);
        return std::pair(panels * kernel->columns, panels % 2 * kernel->columns);
    };
    // Of the fastest kind the one that loses least.
    const ProductKernel* best = nullptr;
    for (const ProductKernel* kernel : product_kernels()) {
        if (!best) best = kernel;
        const bool alike = kernel->lanes == best->lanes && kernel->folds == best->folds;
        if (alike && losses(kernel) < losses(best)) best = kernel;
    }
    return best;
}

std::optional<PackedProduct> PackedProduct::make(const at::Tensor& weight) {
    if (!weight.is_cpu() || weight.scalar_type() != at::kFloat) return std::nullopt;
    const ProductKernel* const kernel = best_product_kernel(weight.size(0));
    return kernel ? std::optional(PackedProduct(*kernel, weight)) : std::nullopt;
}

PackedProduct::PackedProduct(const ProductKernel& kernel, const at::Tensor& weight)
    : kernel_(&kernel),
      in_(weight.size(1)),
      out_(weight.size(0)),
      pairs_(out_ / kernel.columns / 2),
      panels_(at::divup(out_, kernel.columns)),
      blocks_(at::divup(in_, kMostDepth)),
      magnitude_(0),
      packed_(at::zeros({panels_ * in_ * kernel.columns})),
      no_bias_(at::zeros({out_})) {
    const at::Tensor rows = weight.contiguous();
    const auto* const from = rows.const_data_ptr<float>();
    magnitude_ = magnitude_of(from, out_, in_, in_);
    at::parallel_for(0, panels_, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t column = p * kernel_->columns;
            const std::int64_t columns = std::min(kernel_->columns, out_ - column);
            for (std::int64_t b = 0; b < blocks_; ++b) {
                const Block rows_of_w = block(b);
                pack_panel(from + column * in_ + rows_of_w.first, in_, columns, kernel_->columns,
                           rows_of_w.depth, const_cast<float*>(panel(p, rows_of_w)));
            }
        }
    });
}

PackedProduct::Block PackedProduct::block(std::int64_t index) const {
    const std::int64_t depth = at::divup(at::divup(in_, blocks_), kDepthStep) * kDepthStep;
    const std::int64_t first = index * depth;
    return {first, std::min(depth, in_ - first)};
}

const float* PackedProduct::panel(std::int64_t index, const Block& block) const {
    const std::int64_t width = kernel_->columns;
    const float* const floats = packed_.const_data_ptr<float>();
    if (index >= 2 * pairs_) return floats + (index * in_ + block.first) * width;
    const std::int64_t in_pair = 2 * block.first + index / pairs_ * block.depth;
    return floats + (2 * (index % pairs_) * in_ + in_pair) * width;
}

float PackedProduct::scale_of(const Operands& operands, std::int64_t first,
                              std::int64_t count) const {
    if (!kernel_->folds) return 1.0f;
    return scale_to(magnitude_, magnitude_of(operands.x + first * in_, count, in_, in_));
}

ProductResult PackedProduct::result_of(const Operands& y, const Block& block, std::int64_t row,
                                       std::int64_t panel, float scale) const {
    const bool first = block.first == 0, last = block.first + block.depth == in_;
    const std::int64_t column = panel * kernel_->columns, at = row * out_ + column;
    const float* const added = first ? y.added : y.result;
    const float* const bias = first && y.bias ? y.bias : no_bias_.const_data_ptr<float>();
    return {y.result + at,
            out_,
            bias + column,
            added ? added + at : nullptr,
            last ? y.negative_slope : 1.0f,
            1.0f / scale};
}

/// Rows of x as a panel product wants them.
struct PackedProduct::Rows {
    const float* x;
    const float* terms;  ///< [blocks, all rows that were prepared], from the first of these on
    std::int64_t terms_stride;
    std::int64_t first, count;
    float scale;
};

void PackedProduct::multiply_panels(const Operands& operands, std::int64_t first,
                                    std::int64_t count, std::int64_t first_panel) const {
    const std::int64_t panels = panels_ - first_panel, chunks = at::divup(count, kPanelRows);
    const bool prepares = kernel_->folds && count >= kLeastPreparedRows;
    const float scale = prepares ? scale_of(operands, first, count) : 1.0f;
    const Scratch scratch(prepares ? count * (in_ + blocks_) : 0);
    float *const prepared = scratch.floats(), *const terms = prepared + count * in_;
    if (prepares) {
        for_each_task(chunks, [&](std::int64_t chunk, std::int64_t) {
            const std::int64_t row = chunk * kPanelRows;
            for (std::int64_t b = 0; b < blocks_; ++b) {
                const Block part = block(b);
                kernel_->prepare_rows({operands.x + (first + row) * in_ + part.first, in_,
                                       std::min(kPanelRows, count - row), part.depth, scale,
                                       prepared + row * in_ + part.first, in_,
                                       terms + b * count + row});
            }
        });
    }
    for_each_task(chunks * panels, [&](std::int64_t i, std::int64_t) {
        const std::int64_t row = i / panels * kPanelRows;
        const Rows rows{prepares ? prepared + row * in_ : operands.x + (first + row) * in_,
                        prepares ? terms + row : nullptr,
                        count,
                        first + row,
                        std::min(kPanelRows, count - row),
                        scale};
        multiply_panel(operands, rows, first_panel + i % panels);
    });
}

void PackedProduct::multiply_panel(const Operands& operands, const Rows& rows,
                                   std::int64_t index) const {
    const std::int64_t width = kernel_->columns, column = index * width;
    const std::int64_t columns = std::min(width, out_ - column);
    const bool whole = columns == width;
    // Fewer columns than a panel's go over a place of their own.
    const Scratch scratch(whole ? 0 : (rows.count + 1) * width);
    float *const place = scratch.floats(), *const no_bias = place + rows.count * width;
    if (!whole) std::fill_n(no_bias, width, 0.0f);
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        const ProductResult y =
            whole ? result_of(operands, part, rows.first, index, rows.scale)
                  : ProductResult{
                        place, width, no_bias, b ? place : nullptr, 1.0f, 1.0f / rows.scale};
        kernel_->multiply_panel({rows.x + part.first,
                                 in_,
                                 rows.terms ? rows.terms + b * rows.terms_stride : nullptr,
                                 rows.count,
                                 part.depth,
                                 panel(index, part),
                                 y,
                                 {}});
    }
    if (whole) return;
    for (std::int64_t r = 0; r < rows.count; ++r) {
        for (std::int64_t c = 0; c < columns; ++c) {
            const std::int64_t at = (rows.first + r) * out_ + column + c;
            float value = place[r * width + c];
            if (operands.bias) value += operands.bias[column + c];
            if (operands.added) value += operands.added[at];
            operands.result[at] = std::max(value, value * operands.negative_slope);
        }
    }
}

/// Of the blocks before this one.
std::int64_t PackedProduct::quarters_offset(std::int64_t half, std::int64_t block) const {
    return block * quarters_floats(half, this->block(0).depth);
}

void PackedProduct::prepare_quarters(const Operands& operands, const Chunk& chunk, RowRange rows,
                                     float* quarters) const {
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        kernel_->prepare_quarters({operands.x + chunk.first * in_ + part.first, in_, chunk.half,
                                   rows.begin, rows.end, part.depth, chunk.scale,
                                   quarters + quarters_offset(chunk.half, b)});
    }
}

void PackedProduct::multiply_pair(const Operands& operands, const Chunk& chunk, RowRange rows,
                                  std::int64_t pair, const float* quarters,
                                  float* workspace) const {
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        const float* const panels = panel(pair, part);
        const std::int64_t size = 2 * part.depth * kernel_->columns;
        const bool is_last = pair + 1 == pairs_ && b + 1 == blocks_;
        kernel_->multiply_pair(
            {.quarters = quarters + quarters_offset(chunk.half, b),
             .half = chunk.half,
             .first = rows.begin,
             .last = rows.end,
             .depth = part.depth,
             .panels = panels,
             .upper_left = result_of(operands, part, chunk.first, pair, chunk.scale),
             .right = pairs_ * kernel_->columns,
             .upcoming = {panels + size, is_last ? 0 : size},
             .workspace = workspace});
    }
}

void PackedProduct::multiply_pairs(const Operands& operands, std::int64_t rows) const {
    const std::int64_t chunks = at::divup(rows, kChunkRows);
    const std::int64_t half = at::divup(rows / 2, chunks);
    const auto chunk_at = [&](std::int64_t index) {
        // Halves that differ by one row at most: a short one could not be cut into tiles.
        const std::int64_t first = rows / 2 * index / chunks;
        const std::int64_t own_half = rows / 2 * (index + 1) / chunks - first;
        return Chunk{2 * first, own_half, scale_of(operands, 2 * first, 2 * own_half)};
    };
    const std::int64_t workers = usable_threads();
    const std::int64_t of_quarters = quarters_offset(half, blocks_);
    const std::int64_t of_pair = kernel_->workspace(block(0).depth);
    // What a worker prepares for itself need not come from another core's cache.
    const std::int64_t alone =
        chunks >= kManyChunks * workers ? chunks : chunks / workers * workers;
    const Scratch scratch((alone > 0 ? workers : 1) * of_quarters + workers * of_pair);
    float *const quarters = scratch.floats(), *const end = quarters + of_quarters;
    for_each_task(alone, [&](std::int64_t c, std::int64_t worker) {
        float* const own = quarters + worker * (of_quarters + of_pair);
        const Chunk chunk = chunk_at(c);
        const RowRange all{0, chunk.half};
        prepare_quarters(operands, chunk, all, own);
        for (std::int64_t pair = 0; pair < pairs_; ++pair)
            multiply_pair(operands, chunk, all, pair, own, own + of_quarters);
    });
    for (std::int64_t c = alone; c < chunks; ++c) {
        const Chunk chunk = chunk_at(c);
        const std::int64_t shares = 4 * workers;
        for_each_task(shares, [&](std::int64_t i, std::int64_t) {
            prepare_quarters(operands, chunk,
                             {chunk.half * i / shares, chunk.half * (i + 1) / shares}, quarters);
        });
        const std::int64_t parts = parts_of_task(pairs_, chunk.half / kernel_->least_half);
        for_each_task(pairs_ * parts, [&](std::int64_t i, std::int64_t worker) {
            const std::int64_t part = i % parts;
            multiply_pair(operands, chunk,
                          {chunk.half * part / parts, chunk.half * (part + 1) / parts}, i / parts,
                          quarters, end + worker * of_pair);
        });
    }
}

void PackedProduct::multiply(const Operands& operands) const {
    const bool paired = operands.count >= kLeastPairedRows && in_ % 2 == 0 && pairs_ > 0;
    const std::int64_t even = paired ? operands.count / 2 * 2 : 0;
    if (even > 0) {
        multiply_pairs(operands, even);
        if (2 * pairs_ < panels_) multiply_panels(operands, 0, even, 2 * pairs_);
    }
    if (even < operands.count) multiply_panels(operands, even, operands.count - even, 0);
}

at::Tensor PackedProduct::operator()(const at::Tensor& x, const at::Tensor& bias,
                                     Activation activation, const at::Tensor& added) const {
    const at::Tensor rows = x.contiguous();
    std::vector<std::int64_t> sizes = x.sizes().vec();
    TORCH_CHECK(!sizes.empty() && sizes.back() == in_, "product with [", out_, ", ", in_,
                "]: x is ", x.sizes());
    sizes.back() = out_;
    at::Tensor result = at::empty(sizes, x.options());
    if (result.numel() == 0) return result;
    const at::Tensor addend = added.defined() ? added.contiguous() : added;
    multiply({.x = rows.const_data_ptr<float>(),
              .count = rows.numel() / in_,
              .result = result.mutable_data_ptr<float>(),
              .bias = bias.defined() ? bias.const_data_ptr<float>() : nullptr,
              .added = addend.defined() ? addend.const_data_ptr<float>() : nullptr,
              .negative_slope = static_cast<float>(negative_slope(activation))});
    return result;
}

}  // namespace catvton::nn
