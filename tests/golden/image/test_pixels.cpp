#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "golden/image/golden_pictures.hpp"
#include "image/cmyk.hpp"
#include "image/mask.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

GoldenFile pixels() { return GoldenFile::open("images/pixels.safetensors"); }

std::vector<std::uint8_t> all_values() {
    std::vector<std::uint8_t> values(256);
    std::iota(values.begin(), values.end(), std::uint8_t(0));
    return values;
}

using ToNetwork = void (*)(std::span<const std::uint8_t>, std::span<float>);

void check_table(ToNetwork convert, const std::string& name) {
    std::vector<float> got(256);
    convert(all_values(), got);
    CHECK(first_difference<float>(got, pixels().tensor(name).values<float>()) == -1);
}

}  // namespace

TEST_CASE("pixel values enter the network as recorded") {
    check_table(image::to_network, "prepare_image");
    check_table(image::to_network_evaluation, "vae_image");
    check_table(image::mask_to_network, "prepare_mask");
}

TEST_CASE("decoder output becomes the recorded pixels") {
    const GoldenFile file = pixels();
    const auto values = file.tensor("to_uint8.in").values<float>();
    std::vector<std::uint8_t> got(values.size());
    image::from_network(values, got);
    const auto want = file.tensor("to_uint8.out").values<std::uint8_t>();
    CHECK(first_difference<std::uint8_t>(got, want) == -1);
}

TEST_CASE("grey is Pillow's") {
    const GoldenFile file = pixels();
    const auto rgb = file.tensor("grey.in").values<std::uint8_t>();
    const Image got = to_grey(ImageView{rgb.data(), 5000, 1, 3, 0});
    const auto want = file.tensor("grey.out").values<std::uint8_t>();
    CHECK(first_difference<std::uint8_t>({got.data(), got.size()}, want) == -1);
}

TEST_CASE("CMYK becomes Pillow's RGB") {
    const GoldenFile file = pixels();
    const auto cmyk = file.tensor("cmyk.in").values<std::uint8_t>();
    std::vector<std::uint8_t> got(cmyk.size() / 4 * 3);
    image::cmyk_to_rgb(cmyk, got);
    const auto want = file.tensor("cmyk.out").values<std::uint8_t>();
    CHECK(first_difference<std::uint8_t>(got, want) == -1);
}

TEST_CASE("the latent mask takes the recorded indices") {
    const GoldenFile file = pixels();
    int cases = 0;
    for (const std::string& name : file.names()) {
        if (name.rfind("nearest.", 0) != 0) continue;
        CAPTURE(name);
        const auto want = file.tensor(name).values<std::int64_t>();
        const int in = std::stoi(name.substr(8));
        const std::vector<int> got = image::latent_indices(in, static_cast<int>(want.size()));
        CHECK(std::vector<std::int64_t>(got.begin(), got.end()) == want);
        ++cases;
    }
    CHECK(cases == 14);
}
