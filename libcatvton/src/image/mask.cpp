#include "image/mask.hpp"

#include <algorithm>
#include <string>

#include "catvton/error.hpp"

namespace catvton::image {

namespace {

constexpr std::uint8_t kThreshold = 128;

void require(const ImageView& image, const char* name, int channels, const ImageView& like) {
    image.validate(name);
    if (image.channels != channels || image.width != like.width || image.height != like.height) {
        throw Error(ErrorCode::invalid_argument,
                    std::string(name) + " is " + std::to_string(image.width) + "x" +
                        std::to_string(image.height) + " with " + std::to_string(image.channels) +
                        " channels: it must be " + std::to_string(like.width) + "x" +
                        std::to_string(like.height) + " with " + std::to_string(channels));
    }
}

Image threshold(const ImageView& grey, int lowest) {
    require(grey, "mask", 1, grey);
    Image binary(grey);
    for (std::uint8_t& value : std::span(binary.data(), binary.size())) {
        value = value >= lowest ? 255 : 0;
    }
    return binary;
}

/// `blend(person, result, m)` for every sample.
template <class Blend>
Image combine(const ImageView& person, const ImageView& mask, const ImageView& result,
              const Blend& blend) {
    require(person, "person", 3, person);
    require(mask, "mask", 1, person);
    require(result, "result", 3, person);
    Image out(person.width, person.height, 3);
    for (int y = 0; y < person.height; ++y) {
        for (int x = 0; x < person.width; ++x) {
            const double m = mask.row(y)[x] / 255.0;
            for (int c = x * 3; c < x * 3 + 3; ++c) {
                out.row(y)[c] =
                    static_cast<std::uint8_t>(blend(person.row(y)[c], result.row(y)[c], m));
            }
        }
    }
    return out;
}

}  // namespace

Image binarise(const ImageView& grey) { return threshold(grey, kThreshold); }

Image binarise_drawn(const ImageView& grey) { return threshold(grey, 1); }

bool is_constant(const ImageView& grey) {
    require(grey, "mask", 1, grey);
    const std::uint8_t first = *grey.data;
    for (int y = 0; y < grey.height; ++y) {
        const auto row = std::span(grey.row(y), grey.row_bytes());
        if (!std::all_of(row.begin(), row.end(), [=](std::uint8_t v) { return v == first; })) {
            return false;
        }
    }
    return true;
}

int repaint_radius(int height) noexcept {
    const int radius = height / 50;
    return radius % 2 == 0 ? radius + 1 : radius;
}

Image repaint(const ImageView& person, const ImageView& mask, const ImageView& result) {
    const Image soft = gaussian_blur(mask, float(repaint_radius(result.height)));
    return combine(person, soft, result,
                   [](double p, double r, double m) { return p * (1 - m) + r * m; });
}

Image repaint_result(const ImageView& person, const ImageView& mask, const ImageView& result) {
    return combine(person, mask, result,
                   [](double p, double r, double m) { return r * m + p * (1 - m); });
}

Image masked_person(const ImageView& person, const ImageView& mask) {
    require(person, "person", 3, person);
    require(mask, "mask", 1, person);
    Image out(person);
    for (int y = 0; y < person.height; ++y) {
        for (int x = 0; x < person.width; ++x) {
            if (mask.row(y)[x] >= kThreshold) std::fill_n(out.row(y) + x * 3, 3, std::uint8_t(0));
        }
    }
    return out;
}

std::vector<int> latent_indices(int in, int out) {
    const float scale = float(in) / float(out);
    std::vector<int> indices(static_cast<std::size_t>(out));
    for (int i = 0; i < out; ++i) {
        indices[std::size_t(i)] = std::min(static_cast<int>(float(i) * scale), in - 1);
    }
    return indices;
}

Image latent_mask(const ImageView& grey, int width, int height) {
    require(grey, "mask", 1, grey);
    Image out(width, height, 1);
    const std::vector<int> columns = latent_indices(grey.width, width);
    const std::vector<int> rows = latent_indices(grey.height, height);
    for (int y = 0; y < height; ++y) {
        const std::uint8_t* const in = grey.row(rows[std::size_t(y)]);
        std::transform(columns.begin(), columns.end(), out.row(y), [in](int x) { return in[x]; });
    }
    return out;
}

}  // namespace catvton::image
