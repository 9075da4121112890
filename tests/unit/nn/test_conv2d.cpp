#include <doctest/doctest.h>

#include "nn/conv2d.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

namespace {

void check(std::int64_t in, std::int64_t out, nn::Conv2dGeometry geometry,
           at::IntArrayRef input_shape, double tolerance) {
    const auto state = test::layer_state(
        {{"c.weight", {out, in, geometry.kernel, geometry.kernel}}, {"c.bias", {out}}});
    nn::Parameters parameters(state, "test", at::kCPU, at::kFloat);
    const nn::Conv2d conv(nn::Scope(parameters) / "c", in, out, geometry);
    const at::Tensor x = test::layer_input(input_shape);
    const at::Tensor want =
        at::conv2d(x, test::layer_tensor(state, "c.weight"), test::layer_tensor(state, "c.bias"),
                   {geometry.stride, geometry.stride}, {geometry.padding, geometry.padding});
    test::check_tensor_close(conv(x), want, tolerance);
}

}  // namespace

TEST_CASE("Conv2d equals LibTorch's over odd shapes, strides and kernels") {
    check(3, 5, {3, 1, 1}, {2, 3, 7, 9}, 1e-6);
    check(4, 8, {1, 1, 0}, {1, 4, 5, 3}, 1e-6);
    check(6, 4, {3, 2, 1}, {1, 6, 9, 11}, 1e-6);
    check(6, 4, {3, 2, 0}, {1, 6, 9, 11}, 1e-6);
    check(2, 2, {3, 1, 1}, {1, 2, 1, 1}, 1e-6);
}

TEST_CASE("Conv2d over strips of rows equals the whole convolution") {
    // 80 channels of 1023 x 1025 floats are above the size at which strips begin; the last strip is
    // shorter.
    check(2, 80, {3, 1, 1}, {1, 2, 1023, 1025}, 1e-6);
}
