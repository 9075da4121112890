#include <doctest/doctest.h>

#include <ATen/Parallel.h>

#include <tuple>

#include "nn/conv2d.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

namespace {

/// Winograd's and Strassen's algorithms one in the other.
constexpr double kPairedTolerance = 2.5e-5;

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

// Tiles of either size, alone, of odd counts, in pairs and in several chunks.
TEST_CASE("A convolution of many channels equals LibTorch's over any number of tiles") {
    for (const auto& [batch, height, width] : {std::tuple{1, 1, 1},
                                               {2, 4, 3},
                                               {1, 7, 13},
                                               {3, 8, 6},
                                               {1, 33, 41},
                                               {2, 33, 41},
                                               {1, 100, 95}}) {
        CAPTURE(height);
        check(384, 640, {3, 1, 1}, {batch, 384, height, width}, kPairedTolerance);
    }
    check(960, 320, {3, 1, 1}, {1, 960, 61, 75}, kPairedTolerance);
    check(700, 384, {3, 1, 1}, {1, 700, 9, 10}, kPairedTolerance);
    check(800, 336, {3, 1, 1}, {1, 800, 9, 10}, kPairedTolerance);
}

TEST_CASE("A convolution of many channels has the same bits for any number of threads") {
    const auto state = test::layer_state({{"w", {320, 512, 3, 3}}, {"b", {320}}});
    const nn::Convolution convolution(test::layer_tensor(state, "w"),
                                      test::layer_tensor(state, "b"), {3, 1, 1});
    const int before = at::get_num_threads();
    for (const std::int64_t height : {5, 50}) {
        const at::Tensor x = test::layer_input({2, 512, height, 43});
        at::Tensor want;
        for (const int count : {1, 2, 3, 7}) {
            at::set_num_threads(count);
            const at::Tensor got = convolution(x);
            if (!want.defined()) want = got;
            CHECK_MESSAGE(at::equal(got, want), count << " threads");
        }
    }
    at::set_num_threads(before);
}

TEST_CASE("Conv2d over strips of rows equals the whole convolution") {
    // 80 channels of 1023 x 1025 floats are above the size at which strips begin; the last strip is
    // shorter.
    check(2, 80, {3, 1, 1}, {1, 2, 1023, 1025}, 1e-6);
}

TEST_CASE("Winograd's convolution equals LibTorch's over every border and number of tiles") {
    for (const auto& [height, width] :
         {std::pair{1, 1}, {2, 3}, {4, 4}, {5, 9}, {7, 6}, {31, 29}}) {
        CAPTURE(height);
        CAPTURE(width);
        check(64, 80, {3, 1, 1}, {2, 64, height, width}, 4e-6);
    }
    check(80, 64, {3, 1, 1}, {3, 80, 61, 45}, 4e-6);
    // So many channels that the tiles are smaller.
    check(1280, 976, {3, 1, 1}, {1, 1280, 5, 7}, 4e-6);
    check(976, 1280, {3, 1, 1}, {2, 976, 1, 2}, 4e-6);
}

TEST_CASE("Winograd's convolution takes maps of any memory layout and does not change them") {
    const auto state = test::layer_state({{"c.weight", {64, 64, 3, 3}}, {"c.bias", {64}}});
    nn::Parameters parameters(state, "test", at::kCPU, at::kFloat);
    const nn::Conv2d conv(nn::Scope(parameters) / "c", 64, 64);
    const at::Tensor wide = test::layer_input({1, 128, 9, 7});
    const at::Tensor x = wide.slice(1, 32, 96), before = x.clone();
    const at::Tensor want = conv(x.contiguous());
    CHECK(at::equal(conv(x), want));
    CHECK(at::equal(conv(x.contiguous(at::MemoryFormat::ChannelsLast)), want));
    CHECK(at::equal(x, before));
    CHECK(conv(x.slice(0, 0, 0)).sizes() == at::IntArrayRef({0, 64, 9, 7}));
}

TEST_CASE("A convolution with an activation and an addend equals its parts one after the other") {
    struct Shape {
        std::int64_t in, out;
        nn::Conv2dGeometry geometry;
    };
    for (const Shape& shape : {Shape{64, 80, nn::Conv2dGeometry::centred(3)},
                               {96, 64, nn::Conv2dGeometry::centred(3, 1, 2)},
                               {64, 64, nn::Conv2dGeometry::centred(3, 1, 3)},
                               {12, 20, nn::Conv2dGeometry::centred(3, 1, 2)},
                               {64, 48, nn::Conv2dGeometry::centred(1, 2)},
                               {17, 33, nn::Conv2dGeometry::centred(1)},
                               {384, 640, nn::Conv2dGeometry::centred(3)},
                               {512, 512, nn::Conv2dGeometry::centred(3, 1, 2)},
                               {3, 16, nn::Conv2dGeometry::centred(7, 2)}}) {
        const auto& [kernel, stride, padding, dilation] = shape.geometry;
        const auto state =
            test::layer_state({{"w", {shape.out, shape.in, kernel, kernel}}, {"b", {shape.out}}});
        const at::Tensor w = test::layer_tensor(state, "w"), b = test::layer_tensor(state, "b");
        const nn::Convolution convolution(w, b, shape.geometry);
        const at::Tensor x = test::layer_input({2, shape.in, 13, 10});
        const at::Tensor plain =
            at::conv2d(x, w, b, {stride, stride}, {padding, padding}, {dilation, dilation});
        const at::Tensor added = test::layer_input(plain.sizes());
        for (const auto activation :
             {nn::Activation::none, nn::Activation::relu, nn::Activation::leaky_relu}) {
            CAPTURE(static_cast<int>(activation));
            CAPTURE(dilation);
            test::check_tensor_close(convolution(x, activation),
                                     nn::activate_(plain.clone(), activation), 4e-6);
            const at::Tensor kept = added.clone();
            test::check_tensor_close(convolution(x, activation, added),
                                     nn::activate_(plain + added, activation), 4e-6);
            CHECK(at::equal(added, kept));
        }
    }
}
