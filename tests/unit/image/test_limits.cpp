#include <doctest/doctest.h>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("the limits hold exactly at their value") {
    const FileBytes file = picture_bytes("files/png_rgb8.png");  // 33 x 27
    DecodeOptions options;
    options.max_pixels = 33 * 27;
    options.max_bytes = file.size();
    CHECK(decode_image(file, options).width() == 33);
    options.max_pixels = 33 * 27 - 1;
    CHECK(failure_of([&] { decode_image(file, options); }) == ErrorCode::too_large);
    CHECK(failure_of([&] { probe_image(file, options); }) == ErrorCode::too_large);
    options = {};
    options.max_bytes = file.size() - 1;
    CHECK(failure_of([&] { decode_image(file, options); }) == ErrorCode::too_large);
    CHECK(failure_of([&] { load_image(picture_path("files/png_rgb8.png"), options); }) ==
          ErrorCode::too_large);
}

TEST_CASE("options out of range are refused") {
    const FileBytes file = picture_bytes("files/png_rgb8.png");
    DecodeOptions options;
    options.channels = 2;
    CHECK(failure_of([&] { decode_image(file, options); }) == ErrorCode::invalid_argument);
    options = {};
    options.max_pixels = 0;
    CHECK(failure_of([&] { decode_image(file, options); }) == ErrorCode::invalid_argument);
}

TEST_CASE("every format has a name, and only three are written") {
    for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                     ImageFormat::bmp, ImageFormat::gif, ImageFormat::tiff}) {
        CHECK(format_name(format) != "unknown");
        EncodeOptions options;
        options.format = format;
        const bool written = format == ImageFormat::jpeg || format == ImageFormat::png ||
                             format == ImageFormat::webp;
        CHECK(failure_of([&] { options.validate(); }).has_value() == !written);
    }
}

TEST_CASE("paths that cannot be read have their own codes") {
    CHECK(failure_of([] { load_image(picture_path("files/absent.png")); }) == ErrorCode::not_found);
    CHECK(failure_of([] { load_image(picture_path("files")); }) == ErrorCode::io);
    CHECK(failure_of([] { load_image("/dev/zero"); }) == ErrorCode::too_large);
    CHECK(failure_of([] { load_image("/dev/null"); }) == ErrorCode::invalid_image);
}

TEST_CASE("a file whose content is refused is named") {
    for (const bool probe : {false, true}) {
        try {
            if (probe) {
                probe_image(std::filesystem::path("/dev/null"));
            } else {
                load_image("/dev/null");
            }
            FAIL("no error");
        } catch (const Error& error) {
            CHECK(std::string(error.what()).starts_with("'/dev/null': "));
        }
    }
}

TEST_CASE("orientation and channels follow the options") {
    const FileBytes file = picture_bytes("files/exif_6.jpg");
    DecodeOptions options;
    CHECK(decode_image(file, options).width() == 16);
    options.apply_orientation = false;
    options.channels = 1;
    const Image grey = decode_image(file, options);
    CHECK(grey.width() == 24);
    CHECK(grey.channels() == 1);
    options.channels = 3;
    CHECK(to_grey(decode_image(file, options)) == grey);
    CHECK(probe_image(file).orientation == 6);
}
