#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

Image round_trip(const ImageView& image, const EncodeOptions& options) {
    DecodeOptions decode;
    decode.channels = image.channels;
    const FileBytes file = encode_image(image, options);
    CHECK(probe_image(file).format == options.format);
    return decode_image(file, decode);
}

int largest_difference(const Image& a, const Image& b) {
    REQUIRE(a.size() == b.size());
    int most = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        most = std::max(most, std::abs(a.data()[i] - b.data()[i]));
    return most;
}

Image smooth(int channels) { return gaussian_blur(pattern(50, 41, channels), 6); }

}  // namespace

TEST_CASE("PNG keeps every pixel") {
    for (const int channels : {1, 3, 4}) {
        const Image image = pattern(37, 29, channels);
        CHECK(round_trip(image, {ImageFormat::png, 95}) == image);
    }
    const Image wide = pattern(20, 10, 3);
    const ImageView part{wide.row(2) + 6, 11, 5, 3, wide.row_bytes()};
    CHECK(round_trip(part, {ImageFormat::png, 95}) == Image(part));
}

TEST_CASE("JPEG and WebP stay close at a high quality") {
    for (const int channels : {1, 3}) {
        const Image image = smooth(channels);
        CHECK(largest_difference(round_trip(image, {ImageFormat::jpeg, 95}), image) <= 12);
        CHECK(largest_difference(round_trip(image, {ImageFormat::webp, 95}), image) <= 24);
    }
}

TEST_CASE("WebP keeps alpha, JPEG refuses it") {
    const Image image = smooth(4);
    const Image back = round_trip(image, {ImageFormat::webp, 90});
    for (std::size_t i = 3; i < image.size(); i += 4) CHECK(back.data()[i] == image.data()[i]);
    CHECK(failure_of([&] {
              encode_image(image, {ImageFormat::jpeg, 90});
          }) == ErrorCode::invalid_argument);
}

TEST_CASE("a lower quality makes a smaller file") {
    const Image image = pattern(64, 64, 3);
    for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::webp}) {
        CHECK(encode_image(image, {format, 20}).size() < encode_image(image, {format, 95}).size());
    }
}

TEST_CASE("bad options and views are refused") {
    const Image image = pattern(4, 4, 3);
    const auto code = ErrorCode::invalid_argument;
    CHECK(failure_of([&] { encode_image(image, {ImageFormat::jpeg, 0}); }) == code);
    CHECK(failure_of([&] { encode_image(image, {ImageFormat::webp, 101}); }) == code);
    CHECK(failure_of([&] { encode_image(image, {ImageFormat::gif, 90}); }) == code);
    CHECK(failure_of([&] { encode_image(ImageView{}, {}); }) == code);
    CHECK(failure_of([&] { encode_image(pattern(16384, 1, 3), {ImageFormat::webp, 50}); }) == code);
}
