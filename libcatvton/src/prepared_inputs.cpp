#include "prepared_inputs.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "catvton/error.hpp"
#include "image/geometry.hpp"
#include "image/mask.hpp"

namespace catvton {

namespace {

std::string size_text(const ImageView& image) {
    return std::to_string(image.width) + "x" + std::to_string(image.height);
}

void validate(const TryOnRequest& request, bool mask_free) {
    request.person.validate("person");
    request.cloth.validate("cloth");
    if (mask_free) {
        if (request.mask.data) {
            throw Error(ErrorCode::invalid_argument, "this model is mask-free: give it no mask");
        }
        return;
    }
    if (!request.mask.data) {
        throw Error(ErrorCode::invalid_argument,
                    "this model needs a mask, or use a mask-free model");
    }
    request.mask.validate("mask");
    if (request.mask.width != request.person.width ||
        request.mask.height != request.person.height) {
        throw Error(ErrorCode::invalid_argument, "mask is " + size_text(request.mask) +
                                                     " but person is " + size_text(request.person) +
                                                     ": they must be of one size");
    }
}

Image crop(const Image& image, const Rectangle& region) {
    if (region.width == image.width() && region.height == image.height()) return image;
    return Image(ImageView{image.row(region.y) + region.x * image.channels(), region.width,
                           region.height, image.channels(), image.row_bytes()});
}

/// The picture as it lies in the network's, without padding.
Image at_size(const Image& image, const TryOnOptions& options) {
    if (options.geometry == Geometry::crop)
        return resize_and_crop(image, options.width, options.height);
    const image::PadBox box =
        image::pad_box(image.width(), image.height(), options.width, options.height);
    return resize(image, box.width, box.height, ResizeFilter::lanczos);
}

/// The mask follows the person; its padding is black: never repainted.
Image pad_mask(const Image& grey, const Rectangle& region, int width, int height) {
    const Image inner = resize(grey, region.width, region.height, ResizeFilter::lanczos);
    Image padded(width, height, 1);
    for (int y = 0; y < inner.height(); ++y) {
        std::memcpy(padded.row(region.y + y) + region.x, inner.row(y), inner.row_bytes());
    }
    return padded;
}

}  // namespace

PreparedInputs prepare_inputs(const TryOnRequest& request, bool mask_free,
                              const TryOnOptions& options) {
    validate(request, mask_free);
    const int width = options.width, height = options.height;
    const Image person = image::to_rgb(request.person);
    PreparedInputs inputs;
    inputs.cloth = resize_and_padding(image::to_rgb(request.cloth), width, height);
    inputs.region = {0, 0, width, height};
    if (options.geometry == Geometry::pad) {
        const image::PadBox box = image::pad_box(person.width(), person.height(), width, height);
        inputs.region = {box.x, box.y, box.width, box.height};
        inputs.person = resize_and_padding(person, width, height);
    } else {
        inputs.person = resize_and_crop(person, width, height);
    }
    if (mask_free) return inputs;
    const Image grey = to_grey(request.mask);
    inputs.mask = options.geometry == Geometry::pad ? pad_mask(grey, inputs.region, width, height)
                                                    : resize_and_crop(grey, width, height);
    inputs.mask = gaussian_blur(inputs.mask, static_cast<float>(options.mask_blur));
    return inputs;
}

Image person_at_size(const ImageView& person, const TryOnOptions& options) {
    person.validate("person");
    return at_size(image::to_rgb(person), options);
}

Image drawn_mask_at_size(const ImageView& drawn, const TryOnOptions& options) {
    if (!drawn.data) return {};
    drawn.validate("drawn mask");
    return at_size(to_grey(drawn), options);
}

Image finish_result(const Image& decoded, const PreparedInputs& inputs,
                    const TryOnOptions& options) {
    const Image person = crop(inputs.person, inputs.region);
    Image result = crop(decoded, inputs.region);
    if (!options.repaint || inputs.mask.empty()) return result;
    return image::repaint(person, binary_mask(inputs), result);
}

Image binary_mask(const PreparedInputs& inputs) {
    if (inputs.mask.empty()) return {};
    return crop(image::binarise(inputs.mask), inputs.region);
}

}  // namespace catvton
