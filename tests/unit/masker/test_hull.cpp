#include <doctest/doctest.h>

#include <algorithm>

#include "masker/mask_ops/components.hpp"
#include "masker/mask_ops/convex_hull.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

TEST_CASE("components join at corners and are counted once") {
    Image image(8, 5, 1);
    for (int i = 0; i < 4; ++i) image.row(i)[i] = 1;  // a diagonal
    image.row(0)[6] = image.row(2)[6] = 1;            // two dots
    CHECK(component_run_ends(image).size() == 3);
    // A U whose arms meet only at the bottom.
    Image u(5, 4, 1);
    for (int y = 0; y < 4; ++y) u.row(y)[0] = u.row(y)[4] = 1;
    std::fill(u.row(3), u.row(3) + 5, std::uint8_t{1});
    CHECK(component_run_ends(u).size() == 1);
    CHECK(component_run_ends(Image(4, 4, 1)).empty());
}

TEST_CASE("hulls keep corners only") {
    const std::vector<Point> square{{0, 0}, {1, 0}, {2, 0}, {0, 1}, {2, 1}, {0, 2}, {1, 2}, {2, 2}};
    const auto hull = convex_hull(square);
    CHECK(hull.size() == 4);
    for (const Point corner : {Point{0, 0}, Point{2, 0}, Point{0, 2}, Point{2, 2}}) {
        CHECK(std::find(hull.begin(), hull.end(), corner) != hull.end());
    }
    CHECK(convex_hull({{3, 1}}) == std::vector<Point>{{3, 1}});
    CHECK(convex_hull({{0, 0}, {1, 1}, {2, 2}, {3, 3}}) == std::vector<Point>{{0, 0}, {3, 3}});
}

TEST_CASE("the fill rounds both ends of a span to the nearest pixel") {
    // x on the right edge at y = 1 is 2.5: rounded up, where other OpenCV versions cut.
    Image image(6, 4, 1);
    fill_convex(image, {{0, 0}, {4, 0}, {1, 2}, {0, 2}});
    CHECK(image.row(1)[3] == 1);
    CHECK(image.row(1)[4] == 0);
    CHECK(image.row(2)[1] == 1);
    CHECK(image.row(2)[2] == 0);
}

TEST_CASE("points and lines fill themselves") {
    Image image(5, 5, 1);
    fill_convex(image, {{2, 3}});
    CHECK(std::count(image.data(), image.data() + image.size(), 1) == 1);
    fill_convex(image, {{0, 0}, {4, 0}});
    CHECK(std::count(image.row(0), image.row(0) + 5, 1) == 5);
    fill_convex(image, {});
}

TEST_CASE("the filled hulls cover the pixels and are convex at any size") {
    for (const auto& [width, height] : test::kOddSizes) {
        for (unsigned seed = 0; seed < 20; ++seed) {
            const Image image = test::sparse_image(width, height, 4, seed);
            const Image hulls = fill_component_hulls(image);
            for (std::size_t i = 0; i < image.size(); ++i) {
                CHECK(hulls.data()[i] >= image.data()[i]);
            }
        }
    }
}

TEST_CASE("a ring is filled, and what lies in its hole adds nothing") {
    Image ring(9, 9, 1);
    for (int i = 0; i < 9; ++i)
        ring.row(0)[i] = ring.row(8)[i] = ring.row(i)[0] = ring.row(i)[8] = 1;
    const Image filled = fill_component_hulls(ring);
    CHECK(std::count(filled.data(), filled.data() + filled.size(), 1) == 81);
    ring.row(4)[4] = 1;
    CHECK(fill_component_hulls(ring) == filled);
}
