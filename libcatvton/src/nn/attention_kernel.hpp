#pragma once

#include <cstdint>

namespace catvton::nn {

/// One head of one batch entry: `queries` rows of q and out, `keys` rows of k and v, each row
/// `head_size` floats in sequence. The strides are floats from one row to the next, so that heads
/// may lie side by side in a [tokens, heads * head_size] matrix.
struct AttentionHead {
    const float* q;
    const float* k;
    const float* v;
    float* out;
    std::int64_t q_stride;
    std::int64_t k_stride;
    std::int64_t v_stride;
    std::int64_t out_stride;
    std::int64_t queries;
    std::int64_t keys;  ///< at least 1
    std::int64_t head_size;
    float q_scale = 1.0f;  ///< multiplies q: the inverse of what has multiplied k
    float v_scale = 1.0f;  ///< what has multiplied v
};

/// softmax(q k^T / sqrt(head_size)) v, compiled for one instruction set.
struct AttentionKernel {
    const char* name;
    std::int64_t tile;  ///< queries that are worked on together
    /// Whether two multiplications become one and two additions where they can: q, k and the
    /// weights, v then ought to be about as large as each other.
    bool folds;

    /// Floats of scratch memory that `attend` wants for `tiles` tiles.
    std::int64_t (*workspace)(std::int64_t head_size, std::int64_t tiles);
    /// Computes the rows of out from `first` on, as many as `tiles` tiles hold or as there are.
    /// Needs no other synchronisation than that calls at the same time have a workspace and rows of
    /// their own. A row's bits depend neither on the other rows nor on how they are split.
    void (*attend)(const AttentionHead& head, std::int64_t first, std::int64_t tiles,
                   float* workspace);
};

const AttentionKernel& attention_kernel_portable();
#if defined(__x86_64__)
const AttentionKernel& attention_kernel_avx2();    ///< needs AVX2 and FMA
const AttentionKernel& attention_kernel_avx512();  ///< needs AVX512F
/// For processors that have pipes of their own for additions.
const AttentionKernel& attention_kernel_avx512_folding();
#endif

}  // namespace catvton::nn
