#include "masker/geometry/linear_resize.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace catvton::masker {

namespace {

constexpr float kOne = 2048.0f;

/// Two neighbouring source positions and their weights, which sum to 2048.
struct Tap {
    int low = 0;
    int high = 0;
    int weight_low = 0;
    int weight_high = 0;
};

enum class Ends {
    snap,   ///< samples beyond the end take the end's pixel alone (along rows)
    clamp,  ///< both positions are clamped, the weights stay (along columns)
};

std::vector<Tap> make_taps(int in, int out, Ends ends) {
    // The scale is the inverse of an inverse, as OpenCV computes it.
    const double scale = 1.0 / (double(out) / in);
    std::vector<Tap> taps(static_cast<std::size_t>(out));
    for (int i = 0; i < out; ++i) {
        float position = static_cast<float>((i + 0.5) * scale - 0.5);
        int low = static_cast<int>(std::floor(position));
        position -= static_cast<float>(low);
        if (ends == Ends::snap && (low < 0 || low >= in - 1)) {
            low = low < 0 ? 0 : in - 1;
            position = 0.0f;
        }
        taps[static_cast<std::size_t>(i)] = {
            std::clamp(low, 0, in - 1), std::clamp(low + 1, 0, in - 1),
            static_cast<int>(std::nearbyint((1.0f - position) * kOne)),
            static_cast<int>(std::nearbyint(position * kOne))};
    }
    return taps;
}

std::vector<int> resized_row(const std::uint8_t* row, int channels, const std::vector<Tap>& taps) {
    std::vector<int> out;
    out.reserve(taps.size() * static_cast<std::size_t>(channels));
    for (const Tap& tap : taps) {
        for (int c = 0; c < channels; ++c) {
            out.push_back(row[tap.low * channels + c] * tap.weight_low +
                          row[tap.high * channels + c] * tap.weight_high);
        }
    }
    return out;
}

void write_blended(const std::vector<int>& upper, const std::vector<int>& lower, const Tap& tap,
                   std::uint8_t* out) {
    for (std::size_t i = 0; i < upper.size(); ++i) {
        out[i] = static_cast<std::uint8_t>((((tap.weight_low * (upper[i] >> 4)) >> 16) +
                                            ((tap.weight_high * (lower[i] >> 4)) >> 16) + 2) >>
                                           2);
    }
}

Image halved(const ImageView& image) {
    Image out(image.width / 2, image.height / 2, image.channels);
    const int channels = image.channels;
    for (int y = 0; y < out.height(); ++y) {
        const std::uint8_t *upper = image.row(2 * y), *lower = image.row(2 * y + 1);
        for (int x = 0; x < out.width(); ++x) {
            for (int c = 0; c < channels; ++c) {
                const int left = 2 * x * channels + c, right = left + channels;
                out.row(y)[x * channels + c] = static_cast<std::uint8_t>(
                    (upper[left] + upper[right] + lower[left] + lower[right] + 2) >> 2);
            }
        }
    }
    return out;
}

}  // namespace

Image resize_linear(const ImageView& image, int width, int height) {
    if (width == image.width && height == image.height) return Image(image);
    if (width * 2 == image.width && height * 2 == image.height) return halved(image);
    const auto columns = make_taps(image.width, width, Ends::snap);
    const auto rows = make_taps(image.height, height, Ends::clamp);
    Image out(width, height, image.channels);
    for (int y = 0; y < height; ++y) {
        const Tap& tap = rows[static_cast<std::size_t>(y)];
        write_blended(resized_row(image.row(tap.low), image.channels, columns),
                      resized_row(image.row(tap.high), image.channels, columns), tap, out.row(y));
    }
    return out;
}

}  // namespace catvton::masker
