#include <doctest/doctest.h>

#include "runtime/random.hpp"

using namespace catvton;

TEST_CASE("a seed gives LibTorch's numbers, and only its low 32 bits count on the CPU") {
    const auto draw = [](std::int64_t seed) {
        at::Generator generator = runtime::make_generator(at::kCPU, seed);
        return at::randn({64}, generator, at::TensorOptions().dtype(at::kFloat));
    };
    CHECK(at::equal(draw(5), draw((std::int64_t{1} << 32) + 5)));
    CHECK_FALSE(at::equal(draw(5), draw(6)));
    // torch.randn(64, generator=torch.Generator().manual_seed(42))[0]
    CHECK(draw(42)[0].item<float>() == doctest::Approx(1.9269153).epsilon(1e-6));
}

TEST_CASE("random seeds differ and are not negative") {
    const auto a = runtime::random_seed(), b = runtime::random_seed(), c = runtime::random_seed();
    CHECK((a != b || b != c));
    CHECK((a >= 0 && b >= 0 && c >= 0));
}
