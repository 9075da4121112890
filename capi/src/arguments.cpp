#include "arguments.hpp"

#include "catvton/error.hpp"

namespace catvton::capi {

void refuse_argument(const char* name, const std::string& reason) {
    throw Error(ErrorCode::invalid_argument, std::string(name) + " " + reason);
}

void check_enum(std::int32_t value, std::int32_t last, const char* name) {
    if (value >= 0 && value <= last) return;
    refuse_argument(name, "is " + std::to_string(value) + ": must be 0 to " + std::to_string(last));
}

bool to_bool(std::int32_t value, const char* name) {
    check_enum(value, 1, name);
    return value == 1;
}

void check_reserved(std::int64_t value, const char* name) {
    if (value != 0) refuse_argument(name, "is " + std::to_string(value) + ": must be 0");
}

void check_index(std::uint64_t index, std::uint64_t count, const char* name) {
    if (index < count) return;
    refuse_argument(name,
                    "is " + std::to_string(index) + ": must be below " + std::to_string(count));
}

std::string to_required_string(const char* text, const char* name) {
    if (*required(text, name) == '\0') refuse_argument(name, "is empty");
    return text;
}

std::filesystem::path to_path(const char* path, const char* name) {
    return to_required_string(path, name);
}

std::string to_string(const char* text) { return text ? text : ""; }

std::span<const std::uint8_t> to_span(const std::uint8_t* data, std::size_t size) {
    if (size > 0) required(data, "data");
    return {data, size};
}

ImageView to_view(const catvton_image_view* view, const char* name) {
    required(view, name);
    check_reserved(view->reserved, name);
    const ImageView converted{view->data, view->width, view->height, view->channels, view->stride};
    converted.validate(name);
    return converted;
}

ImageView to_optional_view(const catvton_image_view* view, const char* name) {
    return view ? to_view(view, name) : ImageView{};
}

catvton_image_view from_image(const Image& image) noexcept {
    if (image.empty()) return CATVTON_IMAGE_VIEW_INIT;
    return {image.data(), image.width(), image.height(), image.channels(), 0, image.row_bytes()};
}

}  // namespace catvton::capi
