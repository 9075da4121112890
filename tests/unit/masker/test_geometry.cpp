#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "masker/geometry/affine.hpp"
#include "masker/geometry/linear_resize.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

TEST_CASE("an affine map takes its triangle to the other") {
    const Triangle from{{{0, 0}, {10, 0}, {0, 10}}}, to{{{5, 5}, {5, 25}, {-15, 5}}};
    const Affine m = affine_from_triangles(from, to);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(m[0] * from[i].x + m[1] * from[i].y + m[2] == doctest::Approx(to[i].x));
        CHECK(m[3] * from[i].x + m[4] * from[i].y + m[5] == doctest::Approx(to[i].y));
    }
}

TEST_CASE("the identity warp copies, a shift leaves black behind") {
    const Image image = test::noise_image(13, 9, 3, 1);
    CHECK(warp_image(image, WarpMap({1, 0, 0, 0, 1, 0}, 13, 9)) == image);
    const Image shifted = warp_image(image, WarpMap({1, 0, 4, 0, 1, 0}, 13, 9));
    CHECK(shifted.row(0)[0] == 0);
    CHECK(shifted.row(5)[3 * 7 + 1] == image.row(5)[3 * 3 + 1]);
}

TEST_CASE("half a pixel blends neighbours with rounding") {
    Image image(2, 1, 1);
    image.data()[0] = 10;
    image.data()[1] = 21;
    const Image half = warp_image(image, WarpMap({1, 0, -0.5, 0, 1, 0}, 1, 1));
    CHECK(half.data()[0] == 16);
}

TEST_CASE("resizing keeps constants and sizes, for odd shapes too") {
    for (const auto& [width, height] : test::kOddSizes) {
        Image image(width, height, 3);
        std::fill(image.data(), image.data() + image.size(), std::uint8_t{77});
        const Image out = resize_linear(image, 23, 11);
        CHECK(out.width() == 23);
        CHECK(out.height() == 11);
        CHECK(std::all_of(out.data(), out.data() + out.size(),
                          [](std::uint8_t value) { return std::abs(value - 77) <= 1; }));
    }
}

TEST_CASE("halving averages four pixels") {
    Image image(2, 2, 1);
    image.data()[0] = 1;
    image.data()[1] = 2;
    image.data()[2] = 3;
    image.data()[3] = 4;
    CHECK(resize_linear(image, 1, 1).data()[0] == 3);
}
