#include "image/convert.hpp"

#include <cstring>

namespace catvton {

Image to_grey(const ImageView& image) {
    image.validate();
    if (image.channels == 1) return Image(image);
    Image grey(image.width, image.height, 1);
    const std::size_t step = std::size_t(image.channels);
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* in = image.row(y);
        std::uint8_t* const out = grey.row(y);
        for (int x = 0; x < image.width; ++x, in += step) {
            out[x] = image::grey_of(in[0], in[1], in[2]);
        }
    }
    return grey;
}

namespace image {

Image to_rgb(const ImageView& image) {
    image.validate();
    if (image.channels == 3) return Image(image);
    Image rgb(image.width, image.height, 3);
    const std::size_t step = std::size_t(image.channels);
    const std::size_t green = step == 1 ? 0 : 1, blue = step == 1 ? 0 : 2;
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* in = image.row(y);
        std::uint8_t* out = rgb.row(y);
        for (int x = 0; x < image.width; ++x, in += step, out += 3) {
            out[0] = in[0];
            out[1] = in[green];
            out[2] = in[blue];
        }
    }
    return rgb;
}

}  // namespace image

}  // namespace catvton
