#include <doctest/doctest.h>

#include "image/convert.hpp"
#include "image/mask.hpp"
#include "image/premultiply.hpp"
#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("grey repeated as RGB is the same grey again") {
    Image grey(256, 1, 1);
    for (int v = 0; v < 256; ++v) grey.data()[v] = static_cast<std::uint8_t>(v);
    CHECK(to_grey(image::to_rgb(grey)) == grey);
    CHECK(to_grey(grey) == grey);
}

TEST_CASE("to_rgb drops alpha and keeps RGB") {
    const Image rgba(1, 1, 4, {10, 20, 30, 0});
    CHECK(image::to_rgb(rgba) == Image(1, 1, 3, {10, 20, 30}));
    CHECK(image::to_rgb(Image(1, 1, 3, {1, 2, 3})) == Image(1, 1, 3, {1, 2, 3}));
}

TEST_CASE("opaque pixels stay and transparent ones become white over white") {
    for (unsigned v = 0; v < 256; ++v) {
        CHECK(image::over_white(v, 255) == v);
        CHECK(image::over_white(v, 0) == 255);
    }
}

TEST_CASE("premultiplied opaque pixels come back unchanged") {
    std::vector<std::uint8_t> pixels{7, 200, 31, 255, 9, 9, 9, 0};
    image::premultiply(pixels, 4);
    image::unpremultiply(pixels, 4);
    CHECK(pixels == std::vector<std::uint8_t>{7, 200, 31, 255, 0, 0, 0, 0});
}

TEST_CASE("masks are split at 128, drawn masks at 1") {
    const Image grey(4, 1, 1, {0, 1, 127, 128});
    CHECK(image::binarise(grey) == Image(4, 1, 1, {0, 0, 0, 255}));
    CHECK(image::binarise_drawn(grey) == Image(4, 1, 1, {0, 255, 255, 255}));
    CHECK_FALSE(image::is_constant(grey));
    CHECK(image::is_constant(Image(4, 3, 1)));
}

TEST_CASE("the repaint radius is height / 50, made odd") {
    CHECK(image::repaint_radius(1024) == 21);
    CHECK(image::repaint_radius(512) == 11);
    CHECK(image::repaint_radius(40) == 1);
}

TEST_CASE("mask operations refuse pictures that do not fit together") {
    const Image person(4, 4, 3), small(3, 4, 1), mask(4, 4, 1), grey(4, 4, 1);
    CHECK(failure_of([&] { image::repaint(person, small, person); }) ==
          ErrorCode::invalid_argument);
    CHECK(failure_of([&] { image::repaint(person, mask, grey); }) == ErrorCode::invalid_argument);
    CHECK(failure_of([&] { image::masked_person(grey, mask); }) == ErrorCode::invalid_argument);
    CHECK(failure_of([&] { image::binarise(person); }) == ErrorCode::invalid_argument);
}
