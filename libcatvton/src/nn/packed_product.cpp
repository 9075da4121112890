#include "nn/packed_product.hpp"

#include <ATen/Parallel.h>

#include <algorithm>

#include "nn/parallel_parts.hpp"

namespace catvton::nn {

namespace {

/// As much of a panel as the second-level cache holds with its sums and differences.
constexpr std::int64_t kMostDepth = 640, kDepthStep = 32;
/// With fewer rows the sums cost more than the products that they save.
constexpr std::int64_t kLeastPairedRows = 96;
/// Rows that share the sums of a panel pair: the more, the better, as long as every thread gets
/// some. It does not depend on the threads, so that the result does not either.
constexpr std::int64_t kChunkRows = 768;
/// Rows of one panel product, whose x stays in the cache from panel to panel.
constexpr std::int64_t kPanelRows = 192;
/// [out, in] to panels: the rows of each block of a panel, or of the left and right one of a pair,
/// follow each other.
void pack_panel(const float* weight, std::int64_t in, std::int64_t columns, std::int64_t width,
                std::int64_t depth, float* panel) {
    for (std::int64_t d = 0; d < depth; ++d) {
        for (std::int64_t c = 0; c < columns; ++c) panel[d * width + c] = weight[c * in + d];
    }
}

float* grown(at::Tensor& workspace, std::int64_t floats) {
    if (!workspace.defined() || workspace.numel() < floats) workspace = at::empty({floats});
    return workspace.mutable_data_ptr<float>();
}

}  // namespace

const std::vector<const ProductKernel*>& product_kernels() {
    static const auto kernels = [] {
        std::vector<const ProductKernel*> found;
#if defined(__x86_64__)
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (avx2 && __builtin_cpu_supports("avx512f")) {
            found.push_back(&product_kernel_avx512_80());
            found.push_back(&product_kernel_avx512_64());
        }
        if (avx2) found.push_back(&product_kernel_avx2());
#endif
        return found;
    }();
    return kernels;
}

const ProductKernel* best_product_kernel(std::int64_t out) {
    const auto padded = [out](const ProductKernel* kernel) {
        return at::divup(out, kernel->columns) * kernel->columns;
    };
    // Of those for the widest vectors the one that wastes the fewest columns.
    const ProductKernel* best = nullptr;
    for (const ProductKernel* kernel : product_kernels()) {
        if (!best) best = kernel;
        if (kernel->lanes == best->lanes && padded(kernel) < padded(best)) best = kernel;
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
      packed_(at::zeros({panels_ * in_ * kernel.columns})),
      no_bias_(at::zeros({out_})) {
    const at::Tensor rows = weight.contiguous();
    const auto* const from = rows.const_data_ptr<float>();
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

ProductResult PackedProduct::result_of(const Operands& y, const Block& block, std::int64_t row,
                                       std::int64_t panel) const {
    const bool first = block.first == 0, last = block.first + block.depth == in_;
    const std::int64_t column = panel * kernel_->columns, at = row * out_ + column;
    const float* const added = first ? y.added : y.result;
    const float* const bias = first && y.bias ? y.bias : no_bias_.const_data_ptr<float>();
    return {y.result + at, out_, bias + column, added ? added + at : nullptr,
            last ? y.negative_slope : 1.0f};
}

void PackedProduct::multiply_panels(const Operands& operands, std::int64_t first,
                                    std::int64_t count, std::int64_t first_panel) const {
    const std::int64_t panels = panels_ - first_panel, chunks = at::divup(count, kPanelRows);
    at::parallel_for(0, chunks * panels, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t row = first + i / panels * kPanelRows;
            const std::int64_t rows = std::min(kPanelRows, first + count - row);
            multiply_panel(operands, row, rows, first_panel + i % panels);
        }
    });
}

void PackedProduct::multiply_panel(const Operands& operands, std::int64_t row, std::int64_t rows,
                                   std::int64_t index) const {
    const std::int64_t column = index * kernel_->columns;
    const std::int64_t columns = std::min(kernel_->columns, out_ - column);
    const float* const x = operands.x + row * in_;
    if (columns == kernel_->columns) {
        for (std::int64_t b = 0; b < blocks_; ++b) {
            const Block part = block(b);
            kernel_->multiply_panel({x + part.first,
                                     in_,
                                     rows,
                                     part.depth,
                                     panel(index, part),
                                     result_of(operands, part, row, index),
                                     {}});
        }
        return;
    }
    // Fewer columns than a panel's go over a place of their own.
    std::vector<float> place(static_cast<std::size_t>((rows + 1) * kernel_->columns));
    float *const whole = place.data(), *const no_bias = whole + rows * kernel_->columns;
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        kernel_->multiply_panel({x + part.first,
                                 in_,
                                 rows,
                                 part.depth,
                                 panel(index, part),
                                 {whole, kernel_->columns, no_bias, b ? whole : nullptr, 1.0f},
                                 {}});
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t c = 0; c < columns; ++c) {
            const std::int64_t at = (row + r) * out_ + column + c;
            float value = whole[r * kernel_->columns + c];
            if (operands.bias) value += operands.bias[column + c];
            if (operands.added) value += operands.added[at];
            operands.result[at] = std::max(value, value * operands.negative_slope);
        }
    }
}

/// The four sums of a chunk's rows, of one block after the other.
void PackedProduct::sum_quarters(const Operands& operands, const Chunk& chunk, std::int64_t first,
                                 std::int64_t last, float* sums) const {
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        kernel_->sum_quarters(operands.x + chunk.first * in_ + part.first, in_, chunk.half, first,
                              last, part.depth, sums + 2 * chunk.half * part.first);
    }
}

void PackedProduct::multiply_pair(const Operands& operands, const Chunk& chunk, std::int64_t first,
                                  std::int64_t last, std::int64_t pair, const float* sums,
                                  float* workspace) const {
    for (std::int64_t b = 0; b < blocks_; ++b) {
        const Block part = block(b);
        const float* const panels = panel(pair, part);
        const std::int64_t size = 2 * part.depth * kernel_->columns;
        const bool is_last = pair + 1 == pairs_ && b + 1 == blocks_;
        kernel_->multiply_pair({.x = operands.x + chunk.first * in_ + part.first,
                                .stride = in_,
                                .half = chunk.half,
                                .first = first,
                                .last = last,
                                .depth = part.depth,
                                .sums = sums + 2 * chunk.half * part.first,
                                .panels = panels,
                                .upper_left = result_of(operands, part, chunk.first, pair),
                                .right = pairs_ * kernel_->columns,
                                .upcoming = {panels + size, is_last ? 0 : size},
                                .workspace = workspace});
    }
}

void PackedProduct::multiply_pairs(const Operands& operands, std::int64_t rows,
                                   at::Tensor& workspace) const {
    const std::int64_t chunks = at::divup(rows, kChunkRows);
    const std::int64_t half = at::divup(at::divup(rows, chunks), 2);
    const auto chunk_at = [&](std::int64_t index) {
        const std::int64_t first = 2 * half * index;
        return Chunk{first, std::min(half, (rows - first) / 2)};
    };
    const std::int64_t threads = at::in_parallel_region() ? 1 : at::get_num_threads();
    const std::int64_t of_sums = 2 * half * in_, of_pair = kernel_->workspace(block(0).depth);
    if (chunks % threads == 0 || chunks >= kManyTasks * threads) {
        float* const floats = grown(workspace, threads * (of_sums + of_pair));
        at::parallel_for(0, chunks, 1, [&](std::int64_t begin, std::int64_t end) {
            const std::int64_t thread = threads > 1 ? at::get_thread_num() : 0;
            float* const sums = floats + thread * (of_sums + of_pair);
            for (std::int64_t c = begin; c < end; ++c) {
                const Chunk chunk = chunk_at(c);
                sum_quarters(operands, chunk, 0, chunk.half, sums);
                for (std::int64_t pair = 0; pair < pairs_; ++pair)
                    multiply_pair(operands, chunk, 0, chunk.half, pair, sums, sums + of_sums);
            }
        });
        return;
    }
    float* const sums = grown(workspace, of_sums + threads * of_pair);
    for (std::int64_t c = 0; c < chunks; ++c) {
        const Chunk chunk = chunk_at(c);
        constexpr std::int64_t kGrain = 16;
        at::parallel_for(0, chunk.half, kGrain, [&](std::int64_t begin, std::int64_t end) {
            sum_quarters(operands, chunk, begin, end, sums);
        });
        const std::int64_t parts = parts_of_task(pairs_, chunk.half / kernel_->least_half);
        at::parallel_for(0, pairs_ * parts, 1, [&](std::int64_t begin, std::int64_t end) {
            float* const place = sums + of_sums + at::get_thread_num() * of_pair;
            for (std::int64_t i = begin; i < end; ++i) {
                const std::int64_t part = i % parts;
                multiply_pair(operands, chunk, chunk.half * part / parts,
                              chunk.half * (part + 1) / parts, i / parts, sums, place);
            }
        });
    }
}

void PackedProduct::multiply(const Operands& operands, at::Tensor& workspace) const {
    const bool paired = operands.count >= kLeastPairedRows && in_ % 2 == 0 && pairs_ > 0;
    const std::int64_t even = paired ? operands.count / 2 * 2 : 0;
    if (even > 0) {
        multiply_pairs(operands, even, workspace);
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
    at::Tensor workspace;
    multiply({.x = rows.const_data_ptr<float>(),
              .count = rows.numel() / in_,
              .result = result.mutable_data_ptr<float>(),
              .bias = bias.defined() ? bias.const_data_ptr<float>() : nullptr,
              .added = addend.defined() ? addend.const_data_ptr<float>() : nullptr,
              .negative_slope = static_cast<float>(negative_slope(activation))},
             workspace);
    return result;
}

}  // namespace catvton::nn
