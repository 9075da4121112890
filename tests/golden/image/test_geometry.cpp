#include <doctest/doctest.h>

#include "golden/image/golden_pictures.hpp"
#include "image/geometry.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("every recorded crop and padding is bit-exact") {
    const GoldenFile inputs = GoldenFile::open("images/inputs.safetensors");
    const GoldenFile want = GoldenFile::open("images/geometry.safetensors");
    int crops = 0, pads = 0;
    for (const auto& row : golden_json("geometry.json")) {
        const std::string name = row["name"];
        CAPTURE(name);
        const bool crop = row["op"] == "crop";
        const ImageView input = golden_view(inputs, row["input"]);
        const Image got = crop ? resize_and_crop(input, row["width"], row["height"])
                               : resize_and_padding(input, row["width"], row["height"]);
        CHECK(equals_golden(got, want, name));
        ++(crop ? crops : pads);
    }
    CHECK(crops == 60);
    CHECK(pads == 58);
}

TEST_CASE("the boxes of 1,400 shapes are the recorded ones") {
    const GoldenFile file = GoldenFile::open("images/geometry.safetensors");
    const auto table = file.tensor("table").values<std::int32_t>();
    REQUIRE(table.size() == 1400 * 12);
    for (std::size_t i = 0; i < table.size(); i += 12) {
        const std::int32_t* const r = table.data() + i;
        CAPTURE(i / 12);
        CHECK(image::crop_box(r[0], r[1], r[2], r[3]) == image::CropBox{r[4], r[5], r[6], r[7]});
        CHECK(image::pad_box(r[0], r[1], r[2], r[3]) == image::PadBox{r[10], r[11], r[8], r[9]});
    }
}
