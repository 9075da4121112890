// Our attention kernels against LibTorch's and against its matrix product, at the shapes of the
// networks. Usage: bench_attention [SECONDS per shape, 2 if not given]

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/rounds.hpp"
#include "nn/cpu_attention.hpp"

namespace {

struct Shape {
    std::int64_t heads, tokens, head_size;
};

// 192x256, 384x512 and 768x1024, person and cloth: the UNet's levels, then the VAE's middle.
constexpr Shape kShapes[] = {{8, 1536, 40},  {8, 6144, 40}, {8, 24576, 40}, {8, 384, 80},
                             {8, 1536, 80},  {8, 6144, 80}, {8, 96, 160},   {8, 384, 160},
                             {8, 1536, 160}, {1, 768, 512}, {1, 3072, 512}};

}  // namespace

int main(int argc, char** argv) {
    using namespace catvton;
    const double seconds = argc > 1 ? std::atof(argv[1]) : 2.0;
    at::set_num_threads(1);
    const c10::InferenceMode guard;
    constexpr std::int64_t kMatrix = 768;
    const at::Tensor a = at::randn({kMatrix, kMatrix}), b = at::randn({kMatrix, kMatrix});
    const double product_flop = 2.0 * kMatrix * kMatrix * kMatrix;

    std::printf("%-18s %10s %6s", "heads tokens size", "LibTorch", "GF/s");
    for (const nn::AttentionKernel* kernel : nn::attention_kernels())
        std::printf(" | %9s %5s %5s %7s", kernel->name, "ratio", "GF/s", "of GEMM");
    std::printf("\n");
    for (const Shape& shape : kShapes) {
        // The long sequences need fewer heads to be measured.
        const std::int64_t heads = shape.tokens > 3072 ? 1 : shape.heads;
        // As they lie in the network: q, k and v of all heads beside each other.
        const at::Tensor qkv = at::randn({1, shape.tokens, 3, shape.heads, shape.head_size});
        const auto part = [&](std::int64_t index) {
            return qkv.select(2, index).narrow(2, 0, heads).transpose(1, 2);
        };
        const at::Tensor q = part(0), k = part(1), v = part(2);
        std::vector<bench::Candidate> candidates{
            {[&] { at::mm(a, b); }},
            {[&] { at::_scaled_dot_product_flash_attention_for_cpu(q, k, v); }}};
        for (const nn::AttentionKernel* kernel : nn::attention_kernels())
            candidates.push_back({[&, kernel] { nn::cpu_attention(*kernel, q, k, v); }});
        bench::measure(candidates, seconds);

        const auto tokens = static_cast<double>(shape.tokens);
        const double flop = 4.0 * static_cast<double>(heads * shape.head_size) * tokens * tokens;
        const double peak = product_flop / candidates[0].best, theirs = candidates[1].best;
        std::printf("%5ld %6ld %5ld %7.1f ms %6.1f", heads, shape.tokens, shape.head_size,
                    theirs * 1e3, flop / theirs * 1e-9);
        for (std::size_t i = 2; i < candidates.size(); ++i) {
            const double ours = candidates[i].best;
            std::printf(" | %6.1f ms %5.2f %5.1f %5.0f %%", ours * 1e3, theirs / ours,
                        flop / ours * 1e-9, 100 * flop / ours / peak);
        }
        std::printf("\n");
        std::fflush(stdout);
    }
}
