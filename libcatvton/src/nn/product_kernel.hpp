#pragma once

#include <cstdint>

namespace catvton::nn {

/// Rows of the result y = x w: how they leave the registers.
struct ProductResult {
    float* rows;
    std::int64_t stride;   ///< floats from one row to the next
    const float* bias;     ///< one float for each column
    const float* added;    ///< rows of the same stride to be added, which may be `rows`; or none
    float negative_slope;  ///< 0 to 1, multiplies what is below zero in the end
};

/// What is used next, to be brought nearer on the way.
struct Upcoming {
    const float* floats;
    std::int64_t count;  ///< 0: nothing
};

/// A panel: `columns` columns of w, each row of them in sequence. y's columns of one panel:
struct PanelProduct {
    const float* x;
    std::int64_t stride;
    std::int64_t count;  ///< rows of x and y
    std::int64_t depth;
    const float* panel;
    ProductResult y;
    Upcoming upcoming;
};

/// The same for two panels and two halves of the rows at once, in seven products of half the rows,
/// columns and depth instead of eight: the variant of Strassen's algorithm with 15 additions that
/// S. Winograd found. The other half of the columns is `y_right` columns further on in y.
struct PairProduct {
    const float* x;
    std::int64_t stride;
    std::int64_t half;         ///< rows from a row to its partner in the lower half
    std::int64_t first, last;  ///< which of the upper half's rows, with their partners
    std::int64_t depth;        ///< even
    const float* sums;         ///< by `sum_quarters`
    const float* panels;       ///< left, then right
    ProductResult upper_left;
    std::int64_t right;  ///< columns from a panel's result to its partner's
    Upcoming upcoming;
    float* workspace;  ///< of `workspace` floats
};

/// Products with a packed matrix, compiled for one instruction set.
struct ProductKernel {
    const char* name;
    std::int64_t lanes;       ///< floats of a vector
    std::int64_t columns;     ///< of a panel
    std::int64_t least_half;  ///< rows that a pair product wants at least in each half

    void (*multiply_panel)(const PanelProduct& product);
    /// The four sums of x's quarters that all panels share, [4][half, depth / 2], for rows `first`
    /// to `last` - 1 of the upper half.
    void (*sum_quarters)(const float* x, std::int64_t stride, std::int64_t half, std::int64_t first,
                         std::int64_t last, std::int64_t depth, float* sums);
    std::int64_t (*workspace)(std::int64_t depth);
    void (*multiply_pair)(const PairProduct& product);
};

#if defined(__x86_64__)
const ProductKernel& product_kernel_avx2();       ///< needs AVX2 and FMA
const ProductKernel& product_kernel_avx512_64();  ///< needs AVX512F; panels of 64 columns
const ProductKernel& product_kernel_avx512_80();  ///< the same of 80
#endif

}  // namespace catvton::nn
