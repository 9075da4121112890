#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "masker/mask_ops/morphology.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

namespace {

/// Written without any trick, to compare with.
Image plain_dilation(const Image& image, int side) {
    const int reach = side / 2;
    Image out(image.width(), image.height(), 1);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            for (int v = std::max(0, y - reach); v <= std::min(image.height() - 1, y + reach);
                 ++v) {
                for (int u = std::max(0, x - reach); u <= std::min(image.width() - 1, x + reach);
                     ++u) {
                    if (image.row(v)[u]) out.row(y)[x] = 1;
                }
            }
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a dilation sets what the box reaches") {
    Image image(7, 5, 1);
    image.row(2)[3] = 255;
    const Image out = dilate_box(image, 3);
    CHECK(std::count(out.data(), out.data() + out.size(), 1) == 9);
    CHECK(out.row(1)[2] == 1);
    CHECK(out.row(3)[4] == 1);
    CHECK(out.row(0)[3] == 0);
}

TEST_CASE("dilations of any size and shape equal the definition") {
    for (const auto& [width, height] : test::kOddSizes) {
        for (const int side : {1, 3, 5, 9, 31, 257}) {
            const Image image = test::sparse_image(width, height, 20, 7);
            CHECK_MESSAGE(dilate_box(image, side) == plain_dilation(image, side),
                          width << "x" << height << " by " << side);
        }
    }
}

TEST_CASE("an erosion undoes a dilation of a rectangle, and the border does not erode") {
    Image image(20, 10, 1);
    for (int y = 3; y < 7; ++y) std::fill(image.row(y) + 5, image.row(y) + 12, std::uint8_t{1});
    CHECK(erode_box(dilate_box(image, 5), 5) == image);
    Image full(9, 4, 1);
    std::fill(full.data(), full.data() + full.size(), std::uint8_t{1});
    CHECK(erode_box(full, 7) == full);
}

TEST_CASE("kernels are odd") {
    CHECK(made_odd(0) == 1);
    CHECK(made_odd(1) == 1);
    CHECK(made_odd(40) == 41);
}
