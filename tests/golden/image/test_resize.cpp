#include <doctest/doctest.h>

#include "golden/image/golden_pictures.hpp"
#include "image/resample.hpp"

using namespace catvton;
using namespace catvton::test;

TEST_CASE("every recorded resize is bit-exact") {
    const GoldenFile inputs = GoldenFile::open("images/inputs.safetensors");
    const GoldenFile want = GoldenFile::open("images/resize.safetensors");
    int cases = 0;
    for (const auto& row : golden_json("resize.json")) {
        const std::string name = row["name"];
        CAPTURE(name);
        const image::SampleView source = golden_samples(inputs, row["input"]);
        const int width = row["width"], height = row["height"];
        const ResizeFilter filter = filter_named(row["filter"]);
        const auto got = image::resample(source, width, height, filter);
        const GoldenTensor tensor = want.tensor(name);
        CHECK(first_difference<std::uint8_t>(got, tensor.values<std::uint8_t>()) == -1);
        if (source.channels != 2) {
            CHECK(equals_golden(resize(golden_view(inputs, row["input"]), width, height, filter),
                                want, name));
        }
        ++cases;
    }
    CHECK(cases == 800);
}
