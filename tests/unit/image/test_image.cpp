#include <doctest/doctest.h>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("a view is checked before its pixels are touched") {
    const std::uint8_t pixels[12] = {};
    const auto failure = [](const ImageView& view) { return failure_of([&] { view.validate(); }); };
    CHECK_FALSE(failure({pixels, 2, 2, 3, 0}));
    CHECK_FALSE(failure({pixels, 1, 2, 3, 6}));
    CHECK(failure({nullptr, 2, 2, 3, 0}) == ErrorCode::invalid_argument);
    CHECK(failure({pixels, 0, 2, 3, 0}) == ErrorCode::invalid_argument);
    CHECK(failure({pixels, 2, -1, 3, 0}) == ErrorCode::invalid_argument);
    CHECK(failure({pixels, 16385, 2, 3, 0}) == ErrorCode::invalid_argument);
    CHECK(failure({pixels, 2, 2, 2, 0}) == ErrorCode::invalid_argument);
    CHECK(failure({pixels, 2, 2, 3, 5}) == ErrorCode::invalid_argument);
}

TEST_CASE("the message names the picture, the value and the rule") {
    const std::uint8_t pixel = 0;
    try {
        ImageView{&pixel, 20000, 5, 3, 0}.validate("person");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(std::string(error.what()) == "person is 20000x5: sides must be 1 to 16384");
    }
}

TEST_CASE("an image owns a packed copy of a strided view") {
    const std::uint8_t pixels[8] = {1, 2, 3, 99, 4, 5, 6, 99};
    const Image image(ImageView{pixels, 1, 2, 3, 4});
    CHECK(image.size() == 6);
    CHECK(image.row(1)[0] == 4);
    CHECK(image == Image(1, 2, 3, {1, 2, 3, 4, 5, 6}));
}

TEST_CASE("given pixels must be exactly those of the size") {
    CHECK(failure_of([] { Image(2, 2, 3, std::vector<std::uint8_t>(11)); }) ==
          ErrorCode::invalid_argument);
    CHECK(failure_of([] { Image(0, 2, 3); }) == ErrorCode::invalid_argument);
    CHECK(Image().empty());
}
