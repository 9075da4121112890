#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("an unchanged size is a copy with every filter") {
    const Image image = pattern(9, 7, 4);
    for (const ResizeFilter filter : {ResizeFilter::nearest, ResizeFilter::bilinear,
                                      ResizeFilter::bicubic, ResizeFilter::lanczos}) {
        CHECK(resize(image, 9, 7, filter) == image);
    }
    const Image rgb = pattern(9, 7, 3);
    CHECK(resize_and_crop(rgb, 9, 7) == rgb);
    CHECK(resize_and_padding(rgb, 9, 7) == rgb);
    CHECK(gaussian_blur(rgb, 0) == rgb);
}

TEST_CASE("a strided view gives what its packed copy gives") {
    const Image wide = pattern(40, 30, 3);
    const ImageView part{wide.row(3) + 5 * 3, 21, 19, 3, wide.row_bytes()};
    const Image copy(part);
    CHECK(resize(part, 33, 8, ResizeFilter::lanczos) == resize(copy, 33, 8, ResizeFilter::lanczos));
    CHECK(resize(part, 21, 8, ResizeFilter::bicubic) == resize(copy, 21, 8, ResizeFilter::bicubic));
    CHECK(resize(part, 7, 50, ResizeFilter::nearest) == resize(copy, 7, 50, ResizeFilter::nearest));
    CHECK(gaussian_blur(part, 2) == gaussian_blur(copy, 2));
    CHECK(resize_and_crop(part, 12, 16) == resize_and_crop(copy, 12, 16));
    CHECK(resize_and_padding(part, 12, 16) == resize_and_padding(copy, 12, 16));
}

TEST_CASE("a constant picture stays constant") {
    Image image(50, 41, 3);
    std::fill_n(image.data(), image.size(), std::uint8_t(93));
    const Image large = resize(image, 77, 200, ResizeFilter::lanczos);
    CHECK(std::all_of(large.data(), large.data() + large.size(), [](auto v) { return v == 93; }));
    CHECK(gaussian_blur(image, 30) == image);
}

TEST_CASE("sizes and radii out of range are refused") {
    const Image image = pattern(4, 4, 3);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto code = ErrorCode::invalid_argument;
    CHECK(failure_of([&] { resize(image, 0, 4, ResizeFilter::nearest); }) == code);
    CHECK(failure_of([&] { resize(image, 4, 16385, ResizeFilter::nearest); }) == code);
    CHECK(failure_of([&] { resize_and_crop(image, -1, 4); }) == code);
    CHECK(failure_of([&] { resize_and_padding(image, 4, 0); }) == code);
    CHECK(failure_of([&] { gaussian_blur(image, -1); }) == code);
    CHECK(failure_of([&] { gaussian_blur(image, nan); }) == code);
    CHECK(failure_of([&] { gaussian_blur(image, 1e9f); }) == code);
    CHECK(failure_of([&] { gaussian_blur(ImageView{}, 1); }) == code);
}

TEST_CASE("a picture too thin to be padded is refused by name") {
    const Image thin = pattern(1, 5000, 3);
    CHECK(failure_of([&] { resize_and_padding(thin, 768, 1024); }) == ErrorCode::invalid_argument);
}

TEST_CASE("a padded transparent cloth shows the white below") {
    const Image clear = Image(4, 4, 4);
    const Image padded = resize_and_padding(clear, 4, 8);
    CHECK(padded.channels() == 3);
    CHECK(
        std::all_of(padded.data(), padded.data() + padded.size(), [](auto v) { return v == 255; }));
}

TEST_CASE("the largest and the smallest sides work") {
    const Image line = pattern(16384, 1, 1);
    CHECK(resize(line, 1, 1, ResizeFilter::lanczos).size() == 1);
    CHECK(resize(pattern(1, 1, 3), 16384, 1, ResizeFilter::bicubic).size() == 16384u * 3);
    CHECK(gaussian_blur(pattern(3, 1, 3), 16384).size() == 9);
}
