// The public functions that change a picture's size or blur it.
#include <cstring>
#include <string>

#include "catvton/error.hpp"
#include "catvton/image.hpp"
#include "image/box_blur.hpp"
#include "image/convert.hpp"
#include "image/geometry.hpp"
#include "image/resample.hpp"

namespace catvton {

namespace {

constexpr int kMaxSide = 16384;

std::string size_text(int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height);
}

void check_target(int width, int height) {
    if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
        throw Error(ErrorCode::invalid_argument, "the wanted size is " + size_text(width, height) +
                                                     ": sides must be 1 to 16384");
    }
}

image::SampleView samples_of(const ImageView& image) {
    return {image.data, image.width, image.height, image.channels,
            image.stride ? image.stride : image.row_bytes()};
}

[[noreturn]] void fail_shape(const ImageView& image, int width, int height) {
    throw Error(ErrorCode::invalid_argument,
                "a picture of " + size_text(image.width, image.height) + " is too thin for " +
                    size_text(width, height) +
                    ": a side would round to zero; crop the picture to a less extreme shape");
}

/// Puts `picture` (grey, RGB or RGBA over white) on an RGB canvas.
void paste(const Image& picture, Image& canvas, int left, int top) {
    const std::size_t step = std::size_t(picture.channels());
    for (int y = 0; y < picture.height(); ++y) {
        const std::uint8_t* in = picture.row(y);
        std::uint8_t* out = canvas.row(top + y) + left * 3;
        for (int x = 0; x < picture.width(); ++x, in += step, out += 3) {
            for (std::size_t c = 0; c < 3; ++c) {
                out[c] = step == 1 ? in[0] : step == 3 ? in[c] : image::over_white(in[c], in[3]);
            }
        }
    }
}

}  // namespace

Image resize(const ImageView& image, int width, int height, ResizeFilter filter) {
    image.validate();
    check_target(width, height);
    if (width == image.width && height == image.height) return Image(image);
    return Image(width, height, image.channels,
                 image::resample(samples_of(image), width, height, filter));
}

Image gaussian_blur(const ImageView& image, float radius) {
    image.validate();
    if (!(radius >= 0.0f && radius <= float(kMaxSide))) {
        throw Error(ErrorCode::invalid_argument, "the blur radius is " + std::to_string(radius) +
                                                     ": it must be 0 (off) to 16384 pixels");
    }
    Image blurred(image);
    if (radius == 0.0f) return blurred;
    const image::BoxWeights box = image::box_weights(image::box_radius(radius));
    image::blur_pixels({blurred.data(), blurred.size()}, image.width, image.channels, box);
    return blurred;
}

Image resize_and_crop(const ImageView& image, int width, int height) {
    image.validate();
    check_target(width, height);
    const image::CropBox box = image::crop_box(image.width, image.height, width, height);
    ImageView part = image;
    part.width = box.right - box.left;
    part.height = box.bottom - box.top;
    if (part.width == 0 || part.height == 0) return Image(width, height, image.channels);
    part.stride = samples_of(image).stride;
    part.data = image.row(box.top) + box.left * image.channels;
    return resize(part, width, height, ResizeFilter::lanczos);
}

Image resize_and_padding(const ImageView& image, int width, int height) {
    image.validate();
    check_target(width, height);
    const image::PadBox box = image::pad_box(image.width, image.height, width, height);
    if (box.width == 0 || box.height == 0) fail_shape(image, width, height);
    const Image inner = resize(image, box.width, box.height, ResizeFilter::lanczos);
    Image canvas(width, height, 3);
    std::memset(canvas.data(), 255, canvas.size());
    paste(inner, canvas, box.x, box.y);
    return canvas;
}

}  // namespace catvton
