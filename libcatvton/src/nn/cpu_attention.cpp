#include "nn/cpu_attention.hpp"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

namespace catvton::nn {

namespace {

/// Tiles share a block of keys while it is in the cache: more of them read k and v less often, of
/// which each row lies in a page of its own where the heads are many. As many as fit the
/// second-level cache, but not so few that k and v of the VAE's head size, 512, come from memory.
constexpr std::int64_t kMostTiles = 64, kEnoughTiles = 8;
constexpr std::int64_t kTileBytes = 512 << 10;
/// From so many queries on the copies of k and v take less time than they save.
constexpr std::int64_t kCopyingQueries = 512;

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
    const std::int64_t enough = 2 * at::get_num_threads();
    while (tiles > 1 && heads * at::divup(queries, tiles * kernel.tile) < enough) tiles /= 2;
    return tiles;
}

}  // namespace

const std::vector<const AttentionKernel*>& attention_kernels() {
    static const auto kernels = [] {
        std::vector<const AttentionKernel*> found;
#if defined(__x86_64__)
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (avx2 && __builtin_cpu_supports("avx512f")) found.push_back(&attention_kernel_avx512());
        if (avx2) found.push_back(&attention_kernel_avx2());
#endif
        found.push_back(&attention_kernel_portable());
        return found;
    }();
    return kernels;
}

const AttentionKernel* select_attention_kernel(const at::Tensor& q, const at::Tensor& k,
                                               const at::Tensor& v) {
    for (const at::Tensor* x : {&q, &k, &v})
        if (!is_plain(*x) || wants_gradient(*x)) return nullptr;
    const AttentionKernel* const best = attention_kernels().front();
    return is_fast(*best) ? best : nullptr;
}

at::Tensor cpu_attention(const AttentionKernel& kernel, const at::Tensor& q,
                         const at::Tensor& any_k, const at::Tensor& any_v) {
    // Of many tokens, rows beside each other come in order from few pages.
    const bool copies = q.size(2) >= kCopyingQueries;
    const at::Tensor k = copies ? any_k.contiguous() : any_k;
    const at::Tensor v = copies ? any_v.contiguous() : any_v;
    const std::int64_t batch = q.size(0), heads = q.size(1), queries = q.size(2),
                       head_size = q.size(3), keys = k.size(2);
    TORCH_CHECK(
        k.sizes() == at::IntArrayRef({batch, heads, keys, head_size}) && v.sizes() == k.sizes(),
        "attention: q is ", q.sizes(), ", k is ", k.sizes(), ", v is ", v.sizes());
    const at::Tensor out =
        at::empty({batch, queries, heads, head_size}, q.options()).transpose(1, 2);
    const auto head_at = [&](std::int64_t index) {
        const std::int64_t b = index / heads, h = index % heads;
        const auto offset = [&](const at::Tensor& x) { return b * x.stride(0) + h * x.stride(1); };
        return AttentionHead{.q = q.const_data_ptr<float>() + offset(q),
                             .k = k.const_data_ptr<float>() + offset(k),
                             .v = v.const_data_ptr<float>() + offset(v),
                             .out = out.data_ptr<float>() + offset(out),
                             .q_stride = q.stride(2),
                             .k_stride = k.stride(2),
                             .v_stride = v.stride(2),
                             .out_stride = out.stride(2),
                             .queries = queries,
                             .keys = keys,
                             .head_size = head_size};
    };
    const std::int64_t tiles = tiles_at_once(kernel, batch * heads, queries, head_size);
    const std::int64_t calls = at::divup(queries, tiles * kernel.tile);
    // One for each thread, here: a want of memory is for the caller to hear of.
    const std::int64_t floats = kernel.workspace(head_size, tiles);
    const at::Tensor workspaces = at::empty({at::get_num_threads(), floats}, q.options());
    float* const first_workspace = workspaces.data_ptr<float>();
    at::parallel_for(0, batch * heads * calls, 1, [&](std::int64_t begin, std::int64_t end) {
        float* const workspace = first_workspace + at::get_thread_num() * floats;
        for (std::int64_t i = begin; i < end; ++i)
            kernel.attend(head_at(i / calls), i % calls * tiles * kernel.tile, tiles, workspace);
    });
    return out;
}

}  // namespace catvton::nn
