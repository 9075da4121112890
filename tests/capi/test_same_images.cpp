/// The C ABI and the C++ library give the same bytes: pictures and masks without a model.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "capi/parity.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("pictures: files, sizes and filters") {
    const Parity f;
    catvton_image image = 0;
    catvton_bytes bytes = 0;
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
    catvton_encode_options encode = CATVTON_ENCODE_OPTIONS_INIT;
    encode.format = CATVTON_FORMAT_JPEG;
    encode.quality = 60;
    require_ok(catvton_image_encode(&f.c_person, &encode, &bytes));
    require_ok(catvton_bytes_get(bytes, &data, &size));
    const auto file = encode_image(f.person, {ImageFormat::jpeg, 60});
    CHECK(std::vector<std::uint8_t>(data, data + size) == file);

    catvton_decode_options decode = CATVTON_DECODE_OPTIONS_INIT;
    decode.channels = 4;
    DecodeOptions cpp_decode;
    cpp_decode.channels = 4;
    require_ok(catvton_image_decode(data, size, &decode, &image));
    CHECK(equal_image(image, decode_image(file, cpp_decode)));
    catvton_image_info info = CATVTON_IMAGE_INFO_INIT;
    require_ok(catvton_probe_image(data, size, nullptr, &info));
    const ImageInfo cpp_info = probe_image(file);
    CHECK(info.format == CATVTON_FORMAT_JPEG);
    CHECK(info.width == cpp_info.width);
    CHECK(info.height == cpp_info.height);
    CHECK(info.channels == cpp_info.channels);
    CHECK(info.bits == cpp_info.bits);
    CHECK(info.orientation == cpp_info.orientation);
    CHECK(info.alpha == int(cpp_info.alpha));
    CHECK(info.animated == int(cpp_info.animated));
    require_ok(catvton_bytes_free(bytes));

    require_ok(catvton_image_resize(&f.c_person, 33, 57, CATVTON_RESIZE_BICUBIC, &image));
    CHECK(equal_image(image, resize(f.person, 33, 57, ResizeFilter::bicubic)));
    require_ok(catvton_image_resize_and_crop(&f.c_person, 72, 64, &image));
    CHECK(equal_image(image, resize_and_crop(f.person, 72, 64)));
    require_ok(catvton_image_resize_and_padding(&f.c_person, 72, 64, &image));
    CHECK(equal_image(image, resize_and_padding(f.person, 72, 64)));
    require_ok(catvton_image_gaussian_blur(&f.c_person, 2.5f, &image));
    CHECK(equal_image(image, gaussian_blur(f.person, 2.5f)));
    require_ok(catvton_image_to_grey(&f.c_person, &image));
    CHECK(equal_image(image, to_grey(f.person)));
    const catvton_tryon_options options = c_unusual_options();
    require_ok(catvton_fitted_person(&f.c_person, &options, &image));
    CHECK(equal_image(image, Pipeline::fitted_person(f.person, unusual_options())));
}

TEST_CASE("pictures with a stride") {
    const Parity f;
    catvton_image_view column = f.c_person;
    column.width = 10;
    column.stride = f.person.row_bytes();
    catvton_image image = 0;
    require_ok(catvton_image_create(&column, &image));
    CHECK(equal_image(
        image, Image(ImageView{f.person.data(), 10, f.person.height(), 3, f.person.row_bytes()})));
}

TEST_CASE("masks from maps, and pictures of them") {
    const Parity f;
    Image maps[3] = {Image(64, 96, 1), Image(64, 96, 1), Image(64, 96, 1)};
    for (int y = 20; y < 70; ++y) {
        std::fill_n(maps[0].row(y) + 10, 40, std::uint8_t(2));
        std::fill_n(maps[1].row(y) + 12, 36, std::uint8_t(4));
        std::fill_n(maps[2].row(y) + 14, 32, std::uint8_t(5));
    }
    const catvton_image_view views[3] = {view_of(maps[0]), view_of(maps[1]), view_of(maps[2])};
    catvton_mask_options options = CATVTON_MASK_OPTIONS_INIT;
    options.fit = CATVTON_FIT_LOOSE;
    options.feather = 3;
    options.user_add = &f.c_mask;
    MaskOptions cpp_options;
    cpp_options.fit = MaskFit::loose;
    cpp_options.feather = 3;
    cpp_options.user_add = f.mask;
    catvton_image image = 0;
    require_ok(catvton_assemble_mask(&views[0], &views[1], &views[2], CATVTON_CLOTH_INNER, &options,
                                     &image));
    CHECK(equal_image(
        image, AutoMasker::assemble({maps[0], maps[1], maps[2]}, ClothType::inner, cpp_options)));
    require_ok(catvton_palette_image(&views[1], &image));
    CHECK(equal_image(image, palette_image(maps[1])));
    require_ok(catvton_overlay(&f.c_person, &f.c_mask, &image));
    CHECK(equal_image(image, overlay(f.person, f.mask)));
    require_ok(catvton_masked_person(&f.c_person, &f.c_mask, &image));
    CHECK(equal_image(image, masked_person(f.person, f.mask)));
}
