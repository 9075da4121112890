#include "image/compose.hpp"

#include <array>

#include "image/convert.hpp"

namespace catvton::image {

namespace {

using Pixel = std::array<std::uint8_t, 4>;

/// Where pixel (0, 0) goes and how far a step to the right or down moves, in pixels of the result.
struct Placement {
    int width = 0;
    int height = 0;
    std::ptrdiff_t start = 0;
    std::ptrdiff_t right = 0;
    std::ptrdiff_t down = 0;
};

Placement placement(int width, int height, int orientation) {
    const std::ptrdiff_t w = width, h = height;
    switch (orientation) {
        case 2:
            return {width, height, w - 1, -1, w};
        case 3:
            return {width, height, w * h - 1, -1, -w};
        case 4:
            return {width, height, w * (h - 1), 1, -w};
        case 5:
            return {height, width, 0, h, 1};
        case 6:
            return {height, width, h - 1, h, -1};
        case 7:
            return {height, width, w * h - 1, -h, -1};
        case 8:
            return {height, width, h * (w - 1), -h, 1};
        default:
            return {width, height, 0, 1, w};
    }
}

template <int kChannels>
Pixel read_pixel(const std::uint8_t* in) {
    if constexpr (kChannels == 1) return {in[0], in[0], in[0], 255};
    if constexpr (kChannels == 2) return {in[0], in[0], in[0], in[1]};
    if constexpr (kChannels == 3) return {in[0], in[1], in[2], 255};
    return {in[0], in[1], in[2], in[3]};
}

template <int kChannels>
void write_pixel(const Pixel& pixel, std::uint8_t* out) {
    if constexpr (kChannels == 1) {
        *out = grey_of(pixel[0], pixel[1], pixel[2]);
    } else {
        for (std::size_t c = 0; c < kChannels; ++c) out[c] = pixel[c];
    }
}

template <int kIn, int kOut>
void copy_pixels(const Raster& raster, const Placement& place, bool white, Image& image) {
    const bool blend = white && kOut != 4 && (kIn == 2 || kIn == 4);
    for (int y = 0; y < raster.height; ++y) {
        const std::uint8_t* in = raster.row(y);
        std::ptrdiff_t at = place.start + y * place.down;
        for (int x = 0; x < raster.width; ++x, in += kIn, at += place.right) {
            Pixel pixel = read_pixel<kIn>(in);
            if (blend) {
                for (std::size_t c = 0; c < 3; ++c) pixel[c] = over_white(pixel[c], pixel[3]);
            }
            write_pixel<kOut>(pixel, image.data() + at * kOut);
        }
    }
}

template <int kOut>
void copy_from(const Raster& raster, const Placement& place, bool white, Image& image) {
    switch (raster.channels) {
        case 1:
            return copy_pixels<1, kOut>(raster, place, white, image);
        case 2:
            return copy_pixels<2, kOut>(raster, place, white, image);
        case 3:
            return copy_pixels<3, kOut>(raster, place, white, image);
        default:
            return copy_pixels<4, kOut>(raster, place, white, image);
    }
}

}  // namespace

Image compose(const Raster& raster, int orientation, const DecodeOptions& options) {
    const Placement place = placement(raster.width, raster.height, orientation);
    const bool white = options.alpha == AlphaRule::over_white;
    Image image(place.width, place.height, options.channels);
    if (options.channels == 1) copy_from<1>(raster, place, white, image);
    if (options.channels == 3) copy_from<3>(raster, place, white, image);
    if (options.channels == 4) copy_from<4>(raster, place, white, image);
    return image;
}

}  // namespace catvton::image
