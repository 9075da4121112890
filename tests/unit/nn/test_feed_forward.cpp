#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "nn/channel_kernels.hpp"
#include "nn/feed_forward.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

TEST_CASE("FeedForward in chunks of tokens equals GEGLU over all of them") {
    const std::int64_t channels = 16;
    const auto state = test::layer_state({{"net.0.proj.weight", {128, 16}},
                                          {"net.0.proj.bias", {128}},
                                          {"net.2.weight", {16, 64}},
                                          {"net.2.bias", {16}}});
    nn::Parameters parameters(state, "test", at::kCPU, at::kFloat);
    const nn::FeedForward ff(nn::Scope(parameters), channels);
    // The last length needs three chunks of 768 rows.
    for (const std::int64_t tokens : {7, 768, 1700}) {
        const at::Tensor x = test::layer_input({1, tokens, channels});
        const auto halves = at::linear(x, test::layer_tensor(state, "net.0.proj.weight"),
                                       test::layer_tensor(state, "net.0.proj.bias"))
                                .chunk(2, -1);
        const at::Tensor want =
            at::linear(halves[0] * at::gelu(halves[1]), test::layer_tensor(state, "net.2.weight"),
                       test::layer_tensor(state, "net.2.bias"));
        test::check_tensor_close(ff(x), want, 1e-5, std::to_string(tokens) + " tokens");
    }
}

TEST_CASE("A gate is the GELU of the definition, from one end to the other") {
    constexpr std::int64_t kCount = 1 << 16;
    const at::Tensor gate =
        at::cat({at::linspace(-14, 14, kCount), at::linspace(-1e-3, 1e-3, kCount)});
    const at::Tensor rows = at::cat({at::ones_like(gate), gate});
    at::Tensor got = at::empty_like(gate);
    nn::gate_with_gelu(rows.const_data_ptr<float>(), 1, gate.numel(),
                       got.mutable_data_ptr<float>());
    // LibTorch's own cancels far below zero.
    const at::Tensor x = gate.to(at::kDouble);
    const at::Tensor want = 0.5 * x * at::erfc(x * -std::sqrt(0.5));
    // Relative to each value: exp(-x^2 / 2) has the rounding of its exponent, 98 at the ends.
    const at::Tensor error = (got.to(at::kDouble) - want).abs() / (want.abs() + 1e-30);
    CHECK(error.max().item<double>() < 1e-5);
    CHECK((got.to(at::kDouble) - want).abs().max().item<double>() < 4e-7);

    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::array<float, 2 * 16> special{};
    std::fill_n(special.begin(), 16, 1.0f);
    std::copy_n(std::array{infinity, nan, 1e30f, 0.0f, -1e30f}.begin(), 5, special.begin() + 16);
    std::array<float, 16> results{};
    nn::gate_with_gelu(special.data(), 1, 16, results.data());
    CHECK(results[0] == infinity);
    CHECK(std::isnan(results[1]));
    CHECK(results[2] == 1e30f);
    CHECK(results[3] == 0.0f);
    CHECK(std::abs(results[4]) < 1e-7f);
}
