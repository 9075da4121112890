#include <doctest/doctest.h>

#include "golden/image/golden_pictures.hpp"
#include "image/box_blur.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("every recorded Gaussian blur is bit-exact") {
    const GoldenFile inputs = GoldenFile::open("images/inputs.safetensors");
    const GoldenFile want = GoldenFile::open("images/blur.safetensors");
    int cases = 0;
    for (const auto& row : golden_json("blur.json")) {
        const std::string name = row["name"];
        CAPTURE(name);
        const Image got = gaussian_blur(golden_view(inputs, row["input"]), row["radius"]);
        CHECK(equals_golden(got, want, name));
        ++cases;
    }
    CHECK(cases == 198);
}

TEST_CASE("the box weights of the radii in use are the documented ones") {
    const image::BoxWeights nine = image::box_weights(image::box_radius(9));
    CHECK(nine.n == 8);
    CHECK(nine.inner == 934953);
    CHECK(nine.outer == 441507);
    CHECK(image::box_weights(image::box_radius(11)).inner == 764179);
    CHECK(image::box_weights(image::box_radius(11)).outer == 364728);
    CHECK(image::box_weights(image::box_radius(21)).inner == 399684);
    CHECK(image::box_weights(image::box_radius(21)).outer == 195086);
}
