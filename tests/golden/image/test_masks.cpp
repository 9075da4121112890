#include <doctest/doctest.h>

#include <map>

#include "golden/image/golden_pictures.hpp"
#include "image/mask.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

/// Channels interleaved to one plane after the other, as tensors hold them.
std::vector<float> planes(const std::vector<float>& pixels, std::size_t channels) {
    std::vector<float> result(pixels.size());
    const std::size_t plane = pixels.size() / channels;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        result[i % channels * plane + i / channels] = pixels[i];
    }
    return result;
}

using ToNetwork = void (*)(std::span<const std::uint8_t>, std::span<float>);

std::vector<float> convert(ToNetwork to_network, const Image& image) {
    std::vector<float> values(image.size());
    to_network({image.data(), image.size()}, values);
    return planes(values, std::size_t(image.channels()));
}

std::vector<float> masked_image(const ImageView& person, const ImageView& mask) {
    std::vector<float> values = convert(image::to_network, Image(person));
    const std::vector<float> binary = convert(image::mask_to_network, Image(mask));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (binary[i % binary.size()] == 1.0f) values[i] = 0.0f;
    }
    return values;
}

std::vector<float> latent_mask(const ImageView& mask, int width, int height) {
    return convert(image::mask_to_network, image::latent_mask(mask, width, height));
}

/// Width and height of an optional [height, width].
std::pair<int, int> size_of(const nlohmann::json& row, const ImageView& image) {
    if (row["size"].is_null()) return {image.width / 8 * 8, image.height / 8 * 8};
    return {row["size"][1], row["size"][0]};
}

/// The loader's values were recorded with Pillow 13, which resizes these shapes vertically first.
bool vertical_first(const ImageView& image, int width, int height) {
    const int rows = image.height - height, columns = image.width - width;
    return rows > 0 && rows > 2 * columns;
}

Image loaded(const nlohmann::json& row, const ImageView& image) {
    const auto [width, height] = size_of(row, image);
    if (vertical_first(image, width, height)) {
        const Image lower = resize(image, image.width, height, ResizeFilter::lanczos);
        return resize(lower, width, height, ResizeFilter::lanczos);
    }
    return resize(image, width, height, ResizeFilter::lanczos);
}

ImageView view_of(const GoldenFile& file, const nlohmann::json& row, const char* key) {
    return row.contains(key) ? golden_view(file, row[key]) : ImageView{};
}

/// The 8-bit operations; empty for the others.
Image picture(const std::string& op, const ImageView& person, const ImageView& mask,
              const ImageView& result) {
    if (op == "repaint") return image::repaint(person, mask, result);
    if (op == "repaint_result") return image::repaint_result(person, mask, result);
    if (op == "vis_mask") return image::masked_person(person, mask);
    return {};
}

std::vector<float> values(const nlohmann::json& row, const ImageView& person,
                          const ImageView& mask) {
    const std::string op = row["op"];
    if (op == "blur9_then_binarise") {
        return convert(image::mask_to_network, gaussian_blur(mask, 9));
    }
    if (op == "masked_image") return masked_image(person, mask);
    if (op == "binarise_then_nearest") return latent_mask(mask, row["size"][1], row["size"][0]);
    if (op == "vae_preprocess") {
        return convert(image::to_network_evaluation, loaded(row, person));
    }
    return convert(image::mask_to_network, to_grey(loaded(row, mask)));
}

}  // namespace

TEST_CASE("every recorded mask operation is exact") {
    const GoldenFile file = GoldenFile::open("images/masks.safetensors");
    std::map<std::string, int> cases;
    for (const auto& row : golden_json("masks.json")) {
        const std::string name = row["name"], op = row["op"];
        CAPTURE(name);
        const ImageView person = view_of(file, row, "person"), mask = view_of(file, row, "mask"),
                        result = view_of(file, row, "result");
        const Image got = picture(op, person, mask, result);
        if (!got.empty()) {
            CHECK(equals_golden(got, file, name));
        } else {
            const auto want = file.tensor(name).values<float>();
            CHECK(first_difference<float>(values(row, person, mask), want) == -1);
        }
        ++cases[op];
    }
    CHECK(cases == std::map<std::string, int>{{"repaint", 20},
                                              {"repaint_result", 20},
                                              {"vis_mask", 20},
                                              {"blur9_then_binarise", 20},
                                              {"masked_image", 20},
                                              {"binarise_then_nearest", 20},
                                              {"vae_preprocess", 8},
                                              {"vae_mask_preprocess", 8}});
}
