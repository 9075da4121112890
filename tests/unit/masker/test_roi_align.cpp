#include <doctest/doctest.h>

#include <vector>

#include "masker/densepose/roi_align.hpp"

using namespace catvton::masker::densepose;

namespace {

/// Channel 0 holds x, channel 1 holds y.
at::Tensor coordinates(std::int64_t height, std::int64_t width) {
    const at::Tensor x = at::arange(width, at::kFloat).expand({height, width});
    const at::Tensor y = at::arange(height, at::kFloat).unsqueeze(1).expand({height, width});
    return at::stack({x, y}).unsqueeze(0);
}

at::Tensor pool(const at::Tensor& features, float scale, const Box& box, std::int64_t resolution) {
    at::Tensor out = at::empty({features.size(1), resolution, resolution}, at::kFloat);
    roi_align(PoolingMap(features), scale, box, resolution, out.mutable_data_ptr<float>());
    return out;
}

}  // namespace

TEST_CASE("a linear map is pooled to the bins' centres, without a half-pixel shift") {
    const at::Tensor out = pool(coordinates(20, 20), 0.5f, {4, 8, 20, 24}, 4);
    for (std::int64_t i = 0; i < 4; ++i) {
        CHECK(out[0][0][i].item<float>() == doctest::Approx(2 + 2 * i + 1));
        CHECK(out[1][i][0].item<float>() == doctest::Approx(4 + 2 * i + 1));
    }
}

TEST_CASE("a box smaller than a cell counts as one cell wide") {
    const at::Tensor out = pool(coordinates(9, 9), 1.0f, {3, 3, 3.01f, 3.01f}, 1);
    CHECK(out[0][0][0].item<float>() == doctest::Approx(3.5));
}

TEST_CASE("samples beyond the map: one cell of tolerance, then zero") {
    const at::Tensor ones = at::ones({1, 1, 4, 6});
    // The right half's samples lie at 7 and 9, the map ends at 6.
    const at::Tensor out = pool(ones, 1.0f, {2, 0, 10, 4}, 2);
    CHECK(out[0][0][0].item<float>() == 1.0f);
    CHECK(out[0][0][1].item<float>() == 0.0f);
    CHECK(pool(ones, 1.0f, {-40, -40, -20, -20}, 3).abs().max().item<float>() == 0.0f);
}

TEST_CASE("any box on any map stays within the map's values") {
    const at::Tensor features = at::rand({1, 3, 1, 5});
    for (const Box box : {Box{0, 0, 5, 1}, Box{-3, -3, 9, 9}, Box{4.9f, 0.9f, 5, 1}}) {
        const at::Tensor out = pool(features, 1.0f, box, 7);
        CHECK(out.min().item<float>() >= 0.0f);
        CHECK(out.max().item<float>() <= 1.0f);
    }
}

TEST_CASE("levels by size: 224 pixels go to p4, the ends are clamped") {
    const auto level = [](float side) { return pooling_level({0, 0, side, side}); };
    CHECK(level(10) == 0);
    CHECK(level(111) == 0);
    CHECK(level(113) == 1);
    CHECK(level(225) == 2);
    CHECK(level(449) == 3);
    CHECK(level(2000) == 3);
    CHECK(pooling_level({5, 5, 5, 5}) == 0);
}
