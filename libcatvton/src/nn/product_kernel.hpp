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
    float scale;           ///< multiplies the product: the inverse of that of x's prepared rows
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
    const float* terms;  ///< of prepared rows, or none: plain products
    std::int64_t count;  ///< rows of x and y
    std::int64_t depth;
    const float* panel;
    ProductResult y;
    Upcoming upcoming;
};

/// Rows of x that a kernel prepares for products of folded elements.
struct PreparedRows {
    const float* x;
    std::int64_t stride;
    std::int64_t count;
    std::int64_t depth;
    float scale;  ///< multiplies x, so that its elements are about as large as those of w
    float* rows;  ///< may be x
    std::int64_t rows_stride;
    float* terms;  ///< [count], what PanelProduct wants
};

/// Two halves of the rows and of the columns of x, in the seven matrices [half, depth / 2] that the
/// products of two panels share, followed by [4, half] terms: see PairProduct.
struct PreparedQuarters {
    const float* x;
    std::int64_t stride;
    std::int64_t half;         ///< rows from a row to its partner in the lower half
    std::int64_t first, last;  ///< which of the upper half's rows, with their partners
    std::int64_t depth;        ///< even
    float scale;
    float* quarters;
};

/// Two panels and two halves of the rows at once, in seven products of half the rows, columns and
/// depth instead of eight: the variant of Strassen's algorithm with 15 additions that S. Winograd
/// found. The other half of the columns is `right` columns further on in y.
struct PairProduct {
    const float* quarters;
    std::int64_t half, first, last, depth;  ///< as in PreparedQuarters
    const float* panels;                    ///< left, then right
    ProductResult upper_left;
    std::int64_t right;
    Upcoming upcoming;
    float* workspace;  ///< of `workspace` floats
};

/// Products with a packed matrix, compiled for one instruction set.
struct ProductKernel {
    const char* name;
    std::int64_t lanes;       ///< floats of a vector
    std::int64_t columns;     ///< of a panel
    std::int64_t least_half;  ///< rows that a pair product wants at least in each half
    /// Whether two multiplications become one and two additions where they can: the rows of a panel
    /// product may be prepared.
    bool folds;

    void (*prepare_rows)(const PreparedRows& rows);
    void (*multiply_panel)(const PanelProduct& product);
    void (*prepare_quarters)(const PreparedQuarters& quarters);
    std::int64_t (*workspace)(std::int64_t depth);
    void (*multiply_pair)(const PairProduct& product);
};

/// Floats of prepared quarters.
constexpr std::int64_t quarters_floats(std::int64_t half, std::int64_t depth) {
    return half * (7 * (depth / 2) + 4);
}

#if defined(__x86_64__)
const ProductKernel& product_kernel_avx2();       ///< needs AVX2 and FMA
const ProductKernel& product_kernel_avx512_64();  ///< needs AVX512F; panels of 64 columns
const ProductKernel& product_kernel_avx512_80();  ///< the same of 80
/// For processors that have pipes of their own for additions.
const ProductKernel& product_kernel_avx512_folding_64();
const ProductKernel& product_kernel_avx512_folding_80();
#endif

}  // namespace catvton::nn
