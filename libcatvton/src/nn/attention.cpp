#include "nn/attention.hpp"

#include <ATen/Context.h>

#include "catvton/error.hpp"
#include "nn/cpu_attention.hpp"

namespace catvton::nn {

namespace {

// From this size of their input on the entries of a batch are projected one after the other: the
// projections are the largest tensor beside the feed-forward's.
constexpr std::size_t kLargeBytes = 8u << 20;

/// Keeps LibTorch from falling back to the kernel that allocates the whole score matrix.
class WithoutMathKernel {
public:
    WithoutMathKernel() : previous_(at::globalContext().userEnabledMathSDP()) {
        at::globalContext().setSDPUseMath(false);
    }
    ~WithoutMathKernel() { at::globalContext().setSDPUseMath(previous_); }
    WithoutMathKernel(const WithoutMathKernel&) = delete;
    WithoutMathKernel& operator=(const WithoutMathKernel&) = delete;

private:
    bool previous_;
};

}  // namespace

at::Tensor fused_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    if (q.is_cpu()) {
        if (const AttentionKernel* const kernel = select_attention_kernel(q, k, v))
            return cpu_attention(*kernel, q, k, v);
        return std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(q, k, v));
    }
    const WithoutMathKernel guard;
    try {
        return at::scaled_dot_product_attention(q, k, v);
    } catch (const c10::Error& error) {
        if (std::string_view(error.what()).find("No available kernel") == std::string_view::npos) {
            throw;
        }
        throw Error(ErrorCode::device, "no fused attention kernel on this device for head size " +
                                           std::to_string(q.size(3)) +
                                           ": use another precision or device");
    }
}

SelfAttention::SelfAttention(const Scope& scope, std::int64_t channels, std::int64_t heads,
                             Linear::Bias bias)
    : to_qkv_({scope / "to_q", scope / "to_k", scope / "to_v"}, channels, channels, bias),
      to_out_(scope / "to_out" / "0", channels, channels),
      heads_(heads) {}

at::Tensor SelfAttention::mix_together(const at::Tensor& x) const {
    const std::int64_t batch = x.size(0), tokens = x.size(1), channels = x.size(2);
    // [3, batch, heads, tokens, channels / heads]
    const at::Tensor qkv =
        to_qkv_(x).view({batch, tokens, 3, heads_, channels / heads_}).permute({2, 0, 3, 1, 4});
    return fused_attention(qkv[0], qkv[1], qkv[2]).transpose(1, 2).reshape(x.sizes());
}

at::Tensor SelfAttention::mix(const at::Tensor& x) const {
    if (!x.is_cpu() || x.size(0) == 1 || x.nbytes() < kLargeBytes) return mix_together(x);
    at::Tensor mixed = at::empty(x.sizes(), x.options());
    for (std::int64_t b = 0; b < x.size(0); ++b)
        mixed.slice(0, b, b + 1).copy_(mix_together(x.slice(0, b, b + 1)));
    return mixed;
}

at::Tensor SelfAttention::operator()(const at::Tensor& x) const { return to_out_(mix(x)); }

void SelfAttention::add_to(at::Tensor& sum, const at::Tensor& x) const {
    to_out_.add_to(sum, mix(x));
}

}  // namespace catvton::nn
