#include "masker/palette.hpp"

#include <algorithm>
#include <string>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"

namespace catvton {

namespace {

constexpr std::array<int, 3> kMaskColor{255, 32, 32};

/// First three channels of pixel x; grey is repeated.
std::array<int, 3> color_at(const ImageView& image, int x, int y) {
    const std::uint8_t* const pixel = image.row(y) + std::size_t(x) * std::size_t(image.channels);
    if (image.channels == 1) return {pixel[0], pixel[0], pixel[0]};
    return {pixel[0], pixel[1], pixel[2]};
}

void check_pair(const ImageView& person, const ImageView& mask) {
    person.validate("person");
    mask.validate("mask");
    if (mask.channels != 1) {
        throw Error(ErrorCode::invalid_argument,
                    "mask must be grey, it has " + std::to_string(mask.channels) + " channels");
    }
    if (person.width != mask.width || person.height != mask.height) {
        throw Error(ErrorCode::invalid_argument,
                    "the mask is " + std::to_string(mask.width) + "x" +
                        std::to_string(mask.height) + " but the person is " +
                        std::to_string(person.width) + "x" + std::to_string(person.height));
    }
}

/// An RGB image whose pixels are rule(x, y).
template <class Rule>
Image per_pixel(const ImageView& size_of, Rule&& rule) {
    Image out(size_of.width, size_of.height, 3);
    for (int y = 0; y < size_of.height; ++y) {
        for (int x = 0; x < size_of.width; ++x) {
            const std::array<int, 3> color = rule(x, y);
            std::copy(color.begin(), color.end(), out.row(y) + 3 * x);
        }
    }
    return out;
}

bool is_masked(const ImageView& mask, int x, int y) {
    return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.row(y)[x] >= 128;
}

bool is_outline(const ImageView& mask, int x, int y) {
    return is_masked(mask, x, y) && !(is_masked(mask, x - 1, y) && is_masked(mask, x + 1, y) &&
                                      is_masked(mask, x, y - 1) && is_masked(mask, x, y + 1));
}

}  // namespace

namespace masker {

std::array<std::uint8_t, 3> label_color(std::uint8_t label) noexcept {
    std::array<std::uint8_t, 3> color{};
    for (unsigned digits = label, bit = 7; digits != 0; digits >>= 3, --bit) {
        for (unsigned c = 0; c < 3; ++c) {
            color[c] = static_cast<std::uint8_t>(color[c] | (((digits >> c) & 1u) << bit));
        }
    }
    return color;
}

}  // namespace masker

Image palette_image(const ImageView& labels) {
    labels.validate("label map");
    if (labels.channels != 1) {
        throw Error(ErrorCode::invalid_argument,
                    "a label map has one channel, this has " + std::to_string(labels.channels));
    }
    return per_pixel(labels, [&](int x, int y) {
        const auto color = masker::label_color(labels.row(y)[x]);
        return std::array<int, 3>{color[0], color[1], color[2]};
    });
}

Image overlay(const ImageView& person, const ImageView& mask) {
    check_pair(person, mask);
    return per_pixel(person, [&](int x, int y) {
        if (is_outline(mask, x, y)) return kMaskColor;
        std::array<int, 3> color = color_at(person, x, y);
        // Half transparent where the mask is full, less where it is feathered.
        const int weight = mask.row(y)[x];
        for (std::size_t c = 0; c < 3; ++c) {
            color[c] = (color[c] * (510 - weight) + kMaskColor[c] * weight + 255) / 510;
        }
        return color;
    });
}

Image masked_person(const ImageView& person, const ImageView& mask) {
    check_pair(person, mask);
    return per_pixel(person, [&](int x, int y) {
        return is_masked(mask, x, y) ? std::array<int, 3>{128, 128, 128} : color_at(person, x, y);
    });
}

}  // namespace catvton
