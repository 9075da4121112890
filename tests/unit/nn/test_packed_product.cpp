#include <doctest/doctest.h>

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>
#include <string>

#include "nn/onednn_linear.hpp"
#include "nn/packed_product.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

struct Shape {
    std::int64_t rows, in, out;
};

struct Operands {
    at::Tensor x, weight, bias, added;
};

Operands random_operands(const Shape& s) {
    at::Generator generator = at::detail::createCPUGenerator(7);
    const auto draw = [&](at::IntArrayRef sizes) { return at::randn(sizes, generator); };
    return {draw({s.rows, s.in}), draw({s.out, s.in}), draw({s.out}), draw({s.rows, s.out})};
}

at::Tensor definition(const Operands& o) {
    return at::matmul(o.x.to(at::kDouble), o.weight.to(at::kDouble).t());
}

std::string describe(const nn::ProductKernel& kernel, const Shape& s) {
    return std::string(kernel.name) + " " + std::to_string(s.rows) + " x " + std::to_string(s.in) +
           " x " + std::to_string(s.out);
}

bool same_bytes(const at::Tensor& a, const at::Tensor& b) {
    return at::equal(a.contiguous().view(at::kInt), b.contiguous().view(at::kInt));
}

}  // namespace

// Tails of every kind: rows of a tile (5, 6), of pairs (96 and more, odd) and of chunks (768),
// columns of a panel (16, 64, 80) with and without a partner, depths beyond a block (640), odd ones
// and such that half a block is no whole vector.
TEST_CASE("every product kernel is exact at odd shapes") {
    for (const nn::ProductKernel* kernel : nn::product_kernels()) {
        for (const Shape& s :
             {Shape{1, 1, 1}, Shape{1, 7, 3}, Shape{5, 33, 16}, Shape{6, 64, 80}, Shape{7, 3, 161},
              Shape{13, 700, 200}, Shape{95, 40, 160}, Shape{96, 40, 160}, Shape{97, 63, 320},
              Shape{131, 66, 330}, Shape{200, 650, 64}, Shape{201, 1290, 256}, Shape{769, 20, 480},
              Shape{1549, 34, 160}}) {
            const Operands o = random_operands(s);
            const nn::PackedProduct product(*kernel, o.weight);
            test::check_tensor_close(product(o.x), definition(o), 1e-5, describe(*kernel, s));
        }
    }
}

// So many chunks of rows that rounding up each of them would leave two rows to the last one.
TEST_CASE("the chunks of very many rows are about as large as each other") {
    constexpr std::int64_t kChunkRows = 384, kRows = kChunkRows * kChunkRows + 2;
    for (const nn::ProductKernel* kernel : nn::product_kernels()) {
        const Shape s{kRows, 2, 2 * kernel->columns};
        const Operands o = random_operands(s);
        const at::Tensor got = nn::PackedProduct(*kernel, o.weight)(o.x);
        const auto last = [](const at::Tensor& rows) { return rows.narrow(0, kRows - 800, 800); };
        const at::Tensor want = at::matmul(last(o.x).to(at::kDouble), o.weight.to(at::kDouble).t());
        test::check_tensor_close(last(got), want, 1e-5, describe(*kernel, s));
    }
}

TEST_CASE("a product adds its bias, an addend and an activation") {
    for (const nn::ProductKernel* kernel : nn::product_kernels()) {
        for (const Shape& s : {Shape{9, 24, 100}, Shape{120, 1300, 330}}) {
            const Operands o = random_operands(s);
            const nn::PackedProduct product(*kernel, o.weight);
            const at::Tensor biased = definition(o) + o.bias, sum = biased + o.added;
            using enum nn::Activation;
            test::check_tensor_close(product(o.x, o.bias), biased, 1e-5, describe(*kernel, s));
            test::check_tensor_close(product(o.x, o.bias, relu), at::relu(biased), 1e-5);
            test::check_tensor_close(product(o.x, {}, none, o.added), definition(o) + o.added,
                                     1e-5);
            test::check_tensor_close(product(o.x, o.bias, leaky_relu, o.added),
                                     at::leaky_relu(sum, 0.01), 1e-5);
            at::Tensor in_place = o.added.clone();
            product.multiply({.x = o.x.const_data_ptr<float>(),
                              .count = s.rows,
                              .result = in_place.mutable_data_ptr<float>(),
                              .bias = o.bias.const_data_ptr<float>(),
                              .added = in_place.const_data_ptr<float>()});
            test::check_tensor_close(in_place, sum, 1e-5, describe(*kernel, s));
        }
    }
}

TEST_CASE("a product has the same bits for any number of threads") {
    const int before = at::get_num_threads();
    for (const nn::ProductKernel* kernel : nn::product_kernels()) {
        for (const Shape& s : {Shape{97, 64, 480}, Shape{1600, 64, 320}, Shape{50, 64, 320}}) {
            const Operands o = random_operands(s);
            const nn::PackedProduct product(*kernel, o.weight);
            at::Tensor want;
            for (const int count : {1, 2, 3, 7}) {
                at::set_num_threads(count);
                const at::Tensor got = product(o.x);
                if (!want.defined()) want = got;
                CHECK_MESSAGE(same_bytes(got, want), describe(*kernel, s)
                                                         << " on " << count << " threads");
            }
        }
    }
    at::set_num_threads(before);
}

TEST_CASE("a product passes NaN and infinity on") {
    for (const nn::ProductKernel* kernel : nn::product_kernels()) {
        for (const std::int64_t rows : {std::int64_t{9}, std::int64_t{200}}) {
            for (const double bad : {std::numeric_limits<double>::quiet_NaN(),
                                     std::numeric_limits<double>::infinity()}) {
                Operands o = random_operands({rows, 64, 320});
                o.x[rows - 1][33] = bad;
                using enum nn::Activation;
                for (const auto activation : {none, leaky_relu}) {
                    const at::Tensor got =
                        nn::PackedProduct(*kernel, o.weight)(o.x, o.bias, activation);
                    CHECK_FALSE(at::isfinite(got[rows - 1]).any().item<bool>());
                }
            }
        }
    }
}

TEST_CASE("only float matrices on the CPU are packed") {
    const at::Tensor weight = at::randn({8, 4});
    CHECK(nn::PackedProduct::make(weight).has_value() == !nn::product_kernels().empty());
    for (const at::ScalarType type : {at::kDouble, at::kHalf, at::kBFloat16})
        CHECK_FALSE(nn::PackedProduct::make(weight.to(type)));
    if (const auto product = nn::PackedProduct::make(weight)) {
        CHECK_THROWS((*product)(at::randn({3, 5})));
        CHECK((*product)(at::randn({0, 4})).sizes() == at::IntArrayRef({0, 8}));
        CHECK((*product)(at::randn({4})).sizes() == at::IntArrayRef({8}));
    }
}

// Where no kernel of our own runs, oneDNN's is what the layers use.
TEST_CASE("oneDNN's packed product equals LibTorch's") {
    const Operands o = random_operands({9, 24, 100});
    const auto product = nn::OnednnLinear::make(o.weight);
    if (!product) return;
    using enum nn::Activation;
    const at::Tensor biased = definition(o) + o.bias;
    test::check_tensor_close((*product)(o.x), definition(o), 1e-6);
    test::check_tensor_close((*product)(o.x, o.bias, relu), at::relu(biased), 1e-6);
    test::check_tensor_close((*product)(o.x, o.bias, leaky_relu, o.added),
                             at::leaky_relu(biased + o.added, 0.01), 1e-6);
}
