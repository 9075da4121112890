#include "nn/cpu_attention.hpp"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "nn/magnitude.hpp"
#include "nn/parallel_tasks.hpp"
#include "nn/processor.hpp"
#include "nn/scratch.hpp"

namespace catvton::nn {

namespace {

/// Tiles share a block of keys while it is in the cache: more of them read k and v less often, of
/// which each row lies in a page of its own where the heads are many. As many as fit the
/// second-level cache, but not so few that k and v of the VAE's head size, 512, come from memory.
constexpr std::int64_t kMostTiles = 64, kEnoughTiles = 8;
constexpr std::int64_t kTileBytes = 512 << 10;
/// From so many tokens on copies of k and v take less time than they save: rows beside each other
/// come in order from few pages, and of the right size for products that are folded.
constexpr std::int64_t kCopiedTokens = 512;
/// Of v beside weights that are 1 at most, if not by far.
constexpr float kMagnitudeOfValues = 0.125f;

bool is_plain(const at::Tensor& x) {
    return x.is_cpu() && x.layout() == at::kStrided && x.scalar_type() == at::kFloat &&
           x.dim() == 4 && x.numel() > 0 && (x.stride(3) == 1 || x.size(3) == 1);
}

bool wants_gradient(const at::Tensor& x) {
    return c10::GradMode::is_enabled() && x.requires_grad();
}

/// The AVX2 and AVX-512 kernels were measured to be 1.1 to 1.5 times as fast as LibTorch's at the
/// shapes of the networks. The portable one is a third as fast without fused multiply-add, since
/// LibTorch's matrix products choose their code at run time; with it, which the compiler's baseline
/// has on Arm, it should gain as much, but has not been measured.
bool is_fast(const AttentionKernel& kernel) {
#if defined(__FP_FAST_FMAF) || defined(__ARM_FEATURE_FMA)
    constexpr bool kFused = true;
#else
    constexpr bool kFused = false;
#endif
    return kFused || &kernel != &attention_kernel_portable();
}

/// Tiles for one call of the kernel: fewer where every thread would not get a call or two.
std::int64_t tiles_at_once(const AttentionKernel& kernel, std::int64_t heads, std::int64_t queries,
                           std::int64_t head_size) {
    constexpr std::int64_t kFloats = kTileBytes / static_cast<std::int64_t>(sizeof(float));
    std::int64_t tiles = kMostTiles;
    while (tiles > kEnoughTiles && kernel.workspace(head_size, tiles) > kFloats) tiles /= 2;
    const std::int64_t enough = 2 * usable_threads();
    while (tiles > 1 && heads * at::divup(queries, tiles * kernel.tile) < enough) tiles /= 2;
    return tiles;
}

}  // namespace

const std::vector<const AttentionKernel*>& attention_kernels() {
    static const auto kernels = [] {
        std::vector<const AttentionKernel*> found;
#if defined(__x86_64__)
        if (has_avx512()) found.push_back(&attention_kernel_avx512());
        if (has_avx2()) found.push_back(&attention_kernel_avx2());
#endif
        found.push_back(&attention_kernel_portable());
        return found;
    }();
    return kernels;
}

const AttentionKernel& attention_kernel_for_many(const AttentionKernel& kernel) {
#if defined(__x86_64__)
    if (&kernel == &attention_kernel_avx512() && adds_beside_multiplying())
        return attention_kernel_avx512_folding();
#endif
    return kernel;
}

const AttentionKernel* select_attention_kernel(const at::Tensor& q, const at::Tensor& k,
                                               const at::Tensor& v) {
    for (const at::Tensor* x : {&q, &k, &v})
        if (!is_plain(*x) || wants_gradient(*x)) return nullptr;
    const AttentionKernel* const best = attention_kernels().front();
    return is_fast(*best) ? best : nullptr;
}

namespace {

void copy_rows(const float* from, std::int64_t stride, std::int64_t count, std::int64_t length,
               float scale, float* to) {
    for (std::int64_t row = 0; row < count; ++row) {
        for (std::int64_t c = 0; c < length; ++c)
            to[row * length + c] = from[row * stride + c] * scale;
    }
}

/// Puts copies of k and v in their place, as large as products want them that are folded.
void copy_keys(AttentionHead& head, bool folds, float* k, float* v) {
    float k_scale = 1.0f;
    if (folds) {
        const auto magnitude = [&](const float* rows, std::int64_t count, std::int64_t stride) {
            return magnitude_of(rows, count, stride, head.head_size);
        };
        const float of_q = magnitude(head.q, head.queries, head.q_stride) /
                           std::sqrt(static_cast<float>(head.head_size));
        const float of_k = magnitude(head.k, head.keys, head.k_stride);
        k_scale = scale_to(std::sqrt(of_q * of_k), of_k);
        head.q_scale = 1.0f / k_scale;
        head.v_scale = scale_to(kMagnitudeOfValues, magnitude(head.v, head.keys, head.v_stride));
    }
    copy_rows(head.k, head.k_stride, head.keys, head.head_size, k_scale, k);
    copy_rows(head.v, head.v_stride, head.keys, head.head_size, head.v_scale, v);
    head.k = k;
    head.v = v;
    head.k_stride = head.v_stride = head.head_size;
}

/// The heads of one batch entry, whose operands are [heads, tokens, head_size].
void attend_to_heads(const AttentionKernel& kernel, const at::Tensor& q, const at::Tensor& k,
                     const at::Tensor& v, const at::Tensor& out) {
    const std::int64_t count = q.size(0), keys = k.size(1), head_size = q.size(2);
    std::vector<AttentionHead> heads;
    for (std::int64_t h = 0; h < count; ++h) {
        heads.push_back({.q = q.const_data_ptr<float>() + h * q.stride(0),
                         .k = k.const_data_ptr<float>() + h * k.stride(0),
                         .v = v.const_data_ptr<float>() + h * v.stride(0),
                         .out = out.data_ptr<float>() + h * out.stride(0),
                         .q_stride = q.stride(1),
                         .k_stride = k.stride(1),
                         .v_stride = v.stride(1),
                         .out_stride = out.stride(1),
                         .queries = q.size(1),
                         .keys = keys,
                         .head_size = head_size});
    }
    const bool copies = std::min(q.size(1), keys) >= kCopiedTokens;
    const Scratch copied(copies ? 2 * count * keys * head_size : 0);
    if (copies) {
        for_each_task(count, [&](std::int64_t h, std::int64_t) {
            float* const place = copied.floats() + 2 * h * keys * head_size;
            copy_keys(heads[static_cast<std::size_t>(h)], kernel.folds, place,
                      place + keys * head_size);
        });
    }
    const std::int64_t tiles = tiles_at_once(kernel, count, q.size(1), head_size);
    const std::int64_t calls = at::divup(q.size(1), tiles * kernel.tile);
    const std::int64_t floats = kernel.workspace(head_size, tiles);
    const Scratch workspaces(usable_threads() * floats);
    for_each_task(count * calls, [&](std::int64_t i, std::int64_t worker) {
        kernel.attend(heads[static_cast<std::size_t>(i / calls)], i % calls * tiles * kernel.tile,
                      tiles, workspaces.floats() + worker * floats);
    });
}

}  // namespace

at::Tensor cpu_attention(const AttentionKernel& kernel, const at::Tensor& q, const at::Tensor& k,
                         const at::Tensor& v) {
    const std::int64_t batch = q.size(0), heads = q.size(1), queries = q.size(2),
                       head_size = q.size(3), keys = k.size(2);
    TORCH_CHECK(
        k.sizes() == at::IntArrayRef({batch, heads, keys, head_size}) && v.sizes() == k.sizes(),
        "attention: q is ", q.sizes(), ", k is ", k.sizes(), ", v is ", v.sizes());
    const at::Tensor out =
        at::empty({batch, queries, heads, head_size}, q.options()).transpose(1, 2);
    const bool many = std::min(queries, keys) >= kCopiedTokens;
    const AttentionKernel& best = many ? attention_kernel_for_many(kernel) : kernel;
    for (std::int64_t b = 0; b < batch; ++b) attend_to_heads(best, q[b], k[b], v[b], out[b]);
    return out;
}

}  // namespace catvton::nn
