#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "catvton/image.hpp"
#include "diffusion/pixels.hpp"
#include "support/formula_weights.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

struct Sizes {
    int width, height, target_width, target_height;
};

/// "23x41_24x32.crop" -> the four numbers.
Sizes parse(const std::string& name) {
    Sizes s{};
    char skip = 0;
    std::istringstream in(name);
    in >> s.width >> skip >> s.height >> skip >> s.target_width >> skip >> s.target_height;
    return s;
}

/// The recorded input, or for the large cases the formula's.
Image input(const test::GoldenFile& golden, const std::string& stem, const std::string& kind,
            int channels) {
    const Sizes s = parse(stem);
    Image image(s.width, s.height, channels);
    if (golden.contains(stem + "." + kind)) {
        const auto bytes = golden.tensor(stem + "." + kind).bytes;
        REQUIRE(bytes.size() == image.size());
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(image.data()));
    } else {
        const std::vector<float> u = test::formula_unit(kind + "." + stem, image.size());
        std::transform(u.begin(), u.end(), image.data(),
                       [](float value) { return static_cast<std::uint8_t>(256 * value); });
    }
    return image;
}

/// All rows, or the eight from the middle on that large cases record.
bool same_rows(const Image& got, const test::GoldenTensor& want) {
    const auto rows = static_cast<int>(want.shape[0]);
    const int first = rows == got.height() ? 0 : got.height() / 2;
    return std::equal(want.bytes.begin(), want.bytes.end(),
                      reinterpret_cast<const std::byte*>(got.row(first)));
}

}  // namespace

TEST_CASE("Preprocessing: person, mask and cloth at the size of the network, to the bit") {
    const auto golden = test::GoldenFile::open("diffusion/preprocess.safetensors");
    int checked = 0;
    for (const std::string& name : golden.names()) {
        CAPTURE(name);
        const std::string stem = name.substr(0, name.find('.'));
        const Sizes s = parse(stem);
        if (name.ends_with(".crop")) {
            CHECK(same_rows(
                resize_and_crop(input(golden, stem, "image", 3), s.target_width, s.target_height),
                golden.tensor(name)));
        } else if (name.ends_with(".crop_mask")) {
            CHECK(same_rows(
                resize_and_crop(input(golden, stem, "mask", 1), s.target_width, s.target_height),
                golden.tensor(name)));
        } else if (name.ends_with(".pad")) {
            CHECK(same_rows(resize_and_padding(input(golden, stem, "image", 3), s.target_width,
                                               s.target_height),
                            golden.tensor(name)));
        } else {
            continue;
        }
        ++checked;
    }
    CHECK(checked == 3 * 14);
}
