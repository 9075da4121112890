#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_image_create(const catvton_image_view* pixels, catvton_image* image) {
    return return_handle(image, "image", [&] { return Image(to_view(pixels, "pixels")); });
}

catvton_status catvton_image_get_view(catvton_image image, catvton_image_view* view) {
    return return_value(view, "view", [&] { return from_image(*object_of<Image>(image)); });
}

catvton_status catvton_image_free(catvton_image image) { return free_handle<Image>(image); }

catvton_status catvton_image_resize(const catvton_image_view* pixels, std::int32_t width,
                                    std::int32_t height, std::int32_t filter,
                                    catvton_image* image) {
    return return_handle(image, "image", [&] {
        return resize(to_view(pixels, "pixels"), width, height,
                      to_enum(filter, ResizeFilter::lanczos, "filter"));
    });
}

catvton_status catvton_image_resize_and_crop(const catvton_image_view* pixels, std::int32_t width,
                                             std::int32_t height, catvton_image* image) {
    return return_handle(image, "image",
                         [&] { return resize_and_crop(to_view(pixels, "pixels"), width, height); });
}

catvton_status catvton_image_resize_and_padding(const catvton_image_view* pixels,
                                                std::int32_t width, std::int32_t height,
                                                catvton_image* image) {
    return return_handle(image, "image", [&] {
        return resize_and_padding(to_view(pixels, "pixels"), width, height);
    });
}

catvton_status catvton_image_gaussian_blur(const catvton_image_view* pixels, float radius,
                                           catvton_image* image) {
    return return_handle(image, "image",
                         [&] { return gaussian_blur(to_view(pixels, "pixels"), radius); });
}

catvton_status catvton_image_to_grey(const catvton_image_view* pixels, catvton_image* image) {
    return return_handle(image, "image", [&] { return to_grey(to_view(pixels, "pixels")); });
}
