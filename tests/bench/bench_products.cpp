// Our kernels for products with packed matrices against LibTorch's product and oneDNN's over a
// packed matrix, at the shapes of the networks. Usage: bench_products [SECONDS per shape, 1 if not
// given]

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/rounds.hpp"
#include "nn/onednn_linear.hpp"
#include "nn/packed_product.hpp"

namespace {

struct Shape {
    std::int64_t rows, in, out;
};

// Linear layers of the UNet's levels at 384x512, then Winograd's products.
constexpr Shape kShapes[] = {
    {6144, 320, 960},   {6144, 320, 320},  {3072, 320, 2560}, {6144, 1280, 320}, {3072, 640, 1920},
    {3072, 640, 640},   {1536, 640, 5120}, {3072, 2560, 640}, {768, 1280, 3840}, {768, 1280, 1280},
    {768, 1280, 10240}, {768, 5120, 1280}, {192, 1280, 1280}, {96, 1280, 1280},  {48, 1280, 1280},
    {192, 320, 320},    {768, 320, 320},   {768, 960, 320},   {192, 640, 640},   {192, 1920, 640},
    {192, 128, 128},    {192, 512, 512},   {768, 256, 256}};

}  // namespace

int main(int argc, char** argv) {
    using namespace catvton;
    const double seconds = argc > 1 ? std::atof(argv[1]) : 1.0;
    at::set_num_threads(1);
    const c10::InferenceMode guard;
    std::printf("%-18s %8s", "rows    in   out", "LibTorch");
    std::printf(" | %8s %5s", "oneDNN", "ratio");
    for (const nn::ProductKernel* kernel : nn::product_kernels())
        std::printf(" | %9s %5s", kernel->name, "ratio");
    std::printf("   GFLOP/s of a plain product; ratio to oneDNN's\n");
    for (const Shape& shape : kShapes) {
        const at::Tensor x = at::randn({shape.rows, shape.in});
        const at::Tensor weight = at::randn({shape.out, shape.in});
        const auto onednn = nn::OnednnLinear::make(weight);
        if (!onednn) return 1;
        std::vector<bench::Candidate> candidates{{[&] { at::linear(x, weight); }},
                                                 {[&] { (*onednn)(x); }}};
        for (const nn::ProductKernel* kernel : nn::product_kernels()) {
            candidates.push_back(
                {[&x, product = nn::PackedProduct(*kernel, weight)] { product(x); }});
        }
        bench::measure(candidates, seconds);
        const double flop = 2.0 * static_cast<double>(shape.rows * shape.in * shape.out);
        std::printf("%5ld %5ld %5ld  %8.1f", shape.rows, shape.in, shape.out,
                    flop / candidates[0].best * 1e-9);
        for (std::size_t i = 1; i < candidates.size(); ++i) {
            std::printf(" | %9.1f %5.2f", flop / candidates[i].best * 1e-9,
                        candidates[1].best / candidates[i].best);
        }
        std::printf("\n");
        std::fflush(stdout);
    }
}
