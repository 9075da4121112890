#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdlib>

#include "golden/image/golden_pictures.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

/// The inputs are not stored: integers make them.
struct Synthetic {
    std::string kind;
    std::int64_t w, h, c;
    std::uint32_t salt;

    std::uint8_t at(std::int64_t x, std::int64_t y, std::int64_t k) const {
        if (kind == "noise") return noise(std::uint32_t((y * w + x) * c + k));
        if (kind == "blob") return blob(x, y);
        const std::int64_t wave = (x * (3 + k) + y * (5 - k) + (x * y) / (37 + 11 * k)) % 512;
        return static_cast<std::uint8_t>(wave > 255 ? 511 - wave : wave);
    }

    std::uint8_t noise(std::uint32_t x) const {
        x = x * 0x9E3779B1u + salt;
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        return static_cast<std::uint8_t>((x ^ (x >> 16)) >> 24);
    }

    std::uint8_t blob(std::int64_t x, std::int64_t y) const {
        const std::int64_t dx = 2 * x - w, dy = 2 * y - h;
        const bool ellipse = dx * dx * h * h + dy * dy * w * w < w * w * h * h / 3;
        return ellipse || (x > w / 5 && x < w / 4) ? 255 : 0;
    }
};

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
    return static_cast<std::uint32_t>(crc32(0, bytes.data(), static_cast<uInt>(bytes.size())));
}

Image synthesise(const nlohmann::json& input) {
    const std::string salt = input[4];
    const Synthetic source{
        input[0], input[1], input[2], input[3],
        crc_of({reinterpret_cast<const std::uint8_t*>(salt.data()), salt.size()})};
    Image image(static_cast<int>(source.w), static_cast<int>(source.h), static_cast<int>(source.c));
    std::uint8_t* out = image.data();
    for (std::int64_t y = 0; y < source.h; ++y) {
        for (std::int64_t x = 0; x < source.w; ++x) {
            for (std::int64_t k = 0; k < source.c; ++k) *out++ = source.at(x, y, k);
        }
    }
    return image;
}

Image transform(const Image& image, const nlohmann::json& row) {
    const std::string op = row["op"];
    if (op == "blur") return gaussian_blur(image, row["radius"]);
    const int width = row["width"], height = row["height"];
    if (op == "crop") return resize_and_crop(image, width, height);
    if (op == "pad") return resize_and_padding(image, width, height);
    return resize(image, width, height, filter_named(row["filter"]));
}

}  // namespace

TEST_CASE("pictures of real size have the recorded checksums") {
    int cases = 0;
    for (const auto& row : golden_json("large.json")) {
        const std::string name = row["name"];
        CAPTURE(name);
        const Image got = transform(synthesise(row["input"]), row);
        CHECK(crc_of({got.data(), got.size()}) == row["crc32"].get<std::uint32_t>());
        ++cases;
    }
    CHECK(cases == 20);
}
