#include "masker/mask_ops/refine.hpp"

#include <string>
#include <utility>

#include "catvton/error.hpp"
#include "masker/mask_ops/morphology.hpp"

namespace catvton::masker {

namespace {

void check_drawn(const ImageView& drawn, const char* name, int width, int height) {
    if (!drawn.data) return;
    drawn.validate(name);
    if (drawn.width == width && drawn.height == height) return;
    throw Error(ErrorCode::invalid_argument,
                std::string(name) + " is " + std::to_string(drawn.width) + "x" +
                    std::to_string(drawn.height) + ", must be of the photo's size " +
                    std::to_string(width) + "x" + std::to_string(height));
}

/// Sets the pixels that are drawn to `value`.
void draw(Image& mask, const ImageView& drawn, std::uint8_t value) {
    if (!drawn.data) return;
    const Image grey = to_grey(drawn);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (grey.data()[i] >= 128) mask.data()[i] = value;
    }
}

Image grown(const Image& mask, int pixels) {
    Image result = pixels > 0 ? dilate_box(mask, 2 * pixels + 1) : erode_box(mask, -2 * pixels + 1);
    for (std::size_t i = 0; i < result.size(); ++i) result.data()[i] = result.data()[i] ? 255 : 0;
    return result;
}

}  // namespace

void check_drawn_masks(const MaskOptions& options, int width, int height) {
    check_drawn(options.user_add, "user_add", width, height);
    check_drawn(options.user_subtract, "user_subtract", width, height);
}

Image refine(Image mask, const MaskOptions& options) {
    if (options.grow != 0) mask = grown(mask, options.grow);
    draw(mask, options.user_add, 255);
    draw(mask, options.user_subtract, 0);
    if (options.feather > 0) mask = gaussian_blur(mask, static_cast<float>(options.feather));
    return mask;
}

}  // namespace catvton::masker
