#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "nn/activation.hpp"
#include "nn/product_kernel.hpp"
#include "nn/row_range.hpp"

namespace catvton::nn {

/// The product kernels that this processor can run, those for the widest vectors first. Empty where
/// LibTorch's own products are the better choice.
const std::vector<const ProductKernel*>& product_kernels();
/// The one for a matrix of `out` columns, or null.
const ProductKernel* best_product_kernel(std::int64_t out);

/// A CPU product with a float matrix that was brought into a kernel's panels once. Many rows are
/// multiplied by one level of Strassen's algorithm (V. Strassen, "Gaussian elimination is not
/// optimal", 1969, as S. Winograd shortened it): an eighth fewer multiplications, with a relative
/// error below 1e-5 where the direct way has 1e-6. A result's bits do not depend on the number of
/// threads.
class PackedProduct {
public:
    /// weight: [out, in]. Nothing where no kernel serves: other processors, devices and types.
    static std::optional<PackedProduct> make(const at::Tensor& weight);
    /// The same for one kernel. `weight` must be a float matrix on the CPU.
    PackedProduct(const ProductKernel& kernel, const at::Tensor& weight);

    /// x: [..., in]. The activation of the product plus `bias`, [out], and `added`, [..., out],
    /// which may be undefined. Several threads may call it at once.
    at::Tensor operator()(const at::Tensor& x, const at::Tensor& bias = {},
                          Activation activation = Activation::none,
                          const at::Tensor& added = {}) const;

    /// A product where it lies. Rows of x follow each other, `in` floats each, those of the result
    /// `out` floats each.
    struct Operands {
        const float* x;
        std::int64_t count;
        float* result;
        const float* bias = nullptr;   ///< [out], or none
        const float* added = nullptr;  ///< [count, out], which may be `result`, or none
        float negative_slope = 1.0f;
    };
    void multiply(const Operands& operands) const;

    std::int64_t in_features() const noexcept { return in_; }
    std::int64_t out_features() const noexcept { return out_; }

private:
    /// Rows of w whose part of a panel, or of a pair of panels, lies together.
    struct Block {
        std::int64_t first, depth;
    };
    /// Rows of x, of which each in the upper half has its partner `half` rows further on.
    struct Chunk {
        std::int64_t first, half;
        float scale;  ///< of what is prepared of it
    };

    Block block(std::int64_t index) const;
    const float* panel(std::int64_t index, const Block& block) const;
    float scale_of(const Operands& operands, std::int64_t first, std::int64_t count) const;
    ProductResult result_of(const Operands& operands, const Block& block, std::int64_t row,
                            std::int64_t panel, float scale) const;

    void multiply_panels(const Operands& operands, std::int64_t first, std::int64_t count,
                         std::int64_t first_panel) const;
    struct Rows;
    void multiply_panel(const Operands& operands, const Rows& rows, std::int64_t index) const;

    std::int64_t quarters_offset(std::int64_t half, std::int64_t block) const;
    void prepare_quarters(const Operands& operands, const Chunk& chunk, RowRange rows,
                          float* quarters) const;
    void multiply_pair(const Operands& operands, const Chunk& chunk, RowRange rows,
                       std::int64_t pair, const float* quarters, float* workspace) const;
    void multiply_pairs(const Operands& operands, std::int64_t rows) const;

    const ProductKernel* kernel_;
    std::int64_t in_, out_;
    /// The first `pairs_` panels have their partners in the next `pairs_`.
    std::int64_t pairs_, panels_;
    std::int64_t blocks_;
    float magnitude_;  ///< of w's elements
    at::Tensor packed_;
    at::Tensor no_bias_;  ///< [out] zeros
};

}  // namespace catvton::nn
