#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "masker/label_png.hpp"
#include "masker/palette.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

namespace {

ErrorCode code_of(const std::vector<std::uint8_t>& bytes) {
    try {
        read_label_png(bytes);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("label colours follow the data sets' palette") {
    using Color = std::array<std::uint8_t, 3>;
    CHECK(label_color(0) == Color{0, 0, 0});
    CHECK(label_color(1) == Color{128, 0, 0});
    CHECK(label_color(3) == Color{128, 128, 0});
    CHECK(label_color(8) == Color{64, 0, 0});
    CHECK(label_color(13) == Color{192, 0, 128});
    CHECK(label_color(19) == Color{128, 192, 0});
}

TEST_CASE("a palette PNG comes back as its indices") {
    Image labels(16, 16, 1);
    std::iota(labels.data(), labels.data() + labels.size(), std::uint8_t{0});
    CHECK(read_label_png(write_label_png(labels)) == labels);
    const auto path = std::filesystem::temp_directory_path() / "catvton_label_map_test.png";
    save_label_map(labels, path);
    CHECK(load_label_map(path) == labels);
    // Any other reader sees the colours.
    CHECK(load_image(path) == palette_image(labels));
    std::filesystem::remove(path);
}

TEST_CASE("grey PNGs are read as values") {
    const Image labels = test::noise_image(5, 7, 1, 3);
    CHECK(read_label_png(encode_image(labels)) == labels);
}

TEST_CASE("what holds no labels is refused") {
    CHECK(code_of(encode_image(test::noise_image(5, 7, 3, 3))) == ErrorCode::unsupported_format);
    CHECK(code_of(encode_image(test::noise_image(5, 7, 4, 3))) == ErrorCode::unsupported_format);
    CHECK(code_of({1, 2, 3}) == ErrorCode::unsupported_format);
    CHECK_THROWS_AS(load_label_map("/nonexistent/labels.png"), Error);
}

TEST_CASE("every truncation is an error, never a crash") {
    const auto whole = write_label_png(test::sparse_image(20, 20, 3, 1));
    for (std::size_t size = 8; size + 16 < whole.size(); ++size) {
        CHECK(code_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) ==
              ErrorCode::invalid_image);
    }
}

TEST_CASE("overlay and masked person change the masked pixels") {
    const Image person = test::noise_image(6, 4, 3, 2);
    Image mask(6, 4, 1);
    mask.row(1)[2] = 255;
    const Image shown = overlay(person, mask);
    CHECK(shown.row(1)[3 * 2] == 255);
    CHECK(shown.row(3)[0] == person.row(3)[0]);
    const Image hidden = masked_person(person, mask);
    CHECK(hidden.row(1)[3 * 2 + 1] == 128);
    CHECK(hidden.row(0)[5] == person.row(0)[5]);
    CHECK_THROWS_AS(overlay(person, Image(5, 4, 1)), Error);
    CHECK_THROWS_AS(palette_image(person), Error);
}
