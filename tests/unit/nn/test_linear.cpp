#include <doctest/doctest.h>

#include "nn/linear.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

namespace {

void check(std::int64_t in, std::int64_t out, nn::Linear::Bias bias, const at::Tensor& x,
           at::ScalarType dtype = at::kFloat, double tolerance = 1e-6) {
    const bool has_bias = bias == nn::Linear::Bias::yes;
    const auto state =
        has_bias ? test::layer_state({{"l.weight", {out, in}}, {"l.bias", {out}}})
                 : test::layer_state({{"l.weight", {out, in}}});
    nn::Parameters parameters(state, "test", at::kCPU, dtype);
    const nn::Linear linear(nn::Scope(parameters) / "l", in, out, bias);
    const at::Tensor want =
        at::linear(x, test::layer_tensor(state, "l.weight"),
                   has_bias ? test::layer_tensor(state, "l.bias") : at::Tensor());
    const at::Tensor got = linear(x.to(dtype));
    CHECK((got.scalar_type() == dtype));
    test::check_tensor_close(got.to(at::kFloat), want, tolerance);
}

}  // namespace

TEST_CASE("Linear equals LibTorch's over odd shapes, with and without bias") {
    using enum nn::Linear::Bias;
    check(7, 5, yes, test::layer_input({1, 7}));
    check(7, 5, no, test::layer_input({3, 7}));
    check(320, 320, no, test::layer_input({2, 33, 320}));
    check(320, 2560, yes, test::layer_input({2, 5, 320}));
    check(1, 1, yes, test::layer_input({1, 1}));
    check(65, 129, yes, test::layer_input({2, 3, 1, 65}));
}

TEST_CASE("Linear takes tokens that are a view of a map") {
    const at::Tensor map = test::layer_input({2, 48, 6, 5});
    check(48, 48, nn::Linear::Bias::yes, map.flatten(2).transpose(1, 2));
}

TEST_CASE("Linear in bfloat16 multiplies in bfloat16") {
    check(64, 48, nn::Linear::Bias::yes, test::layer_input({2, 9, 64}), at::kBFloat16, 2e-2);
}
