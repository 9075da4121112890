#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

namespace {

catvton_image_info from_info(const ImageInfo& info) {
    return {sizeof(catvton_image_info),
            static_cast<std::int32_t>(info.format),
            info.width,
            info.height,
            info.channels,
            info.bits,
            info.orientation,
            info.alpha,
            info.animated,
            0};
}

}  // namespace

catvton_status catvton_probe_image(const std::uint8_t* data, std::size_t size,
                                   const catvton_decode_options* options,
                                   catvton_image_info* info) {
    return return_struct(info, "info", [&] {
        return from_info(probe_image(to_span(data, size), decode_options(options)));
    });
}

catvton_status catvton_probe_image_file(const char* path, const catvton_decode_options* options,
                                        catvton_image_info* info) {
    return return_struct(info, "info", [&] {
        return from_info(probe_image(to_path(path, "path"), decode_options(options)));
    });
}

catvton_status catvton_image_decode(const std::uint8_t* data, std::size_t size,
                                    const catvton_decode_options* options, catvton_image* image) {
    return return_handle(
        image, "image", [&] { return decode_image(to_span(data, size), decode_options(options)); });
}

catvton_status catvton_image_load(const char* path, const catvton_decode_options* options,
                                  catvton_image* image) {
    return return_handle(
        image, "image", [&] { return load_image(to_path(path, "path"), decode_options(options)); });
}

catvton_status catvton_image_encode(const catvton_image_view* pixels,
                                    const catvton_encode_options* options, catvton_bytes* bytes) {
    return return_handle(bytes, "bytes", [&] {
        return encode_image(to_view(pixels, "pixels"), encode_options(options));
    });
}

catvton_status catvton_image_save(const catvton_image_view* pixels, const char* path,
                                  std::int32_t quality) {
    return guard([&] { save_image(to_view(pixels, "pixels"), to_path(path, "path"), quality); });
}

catvton_status catvton_bytes_get(catvton_bytes bytes, const std::uint8_t** data,
                                 std::size_t* size) {
    if (size) *size = 0;
    return return_value(data, "data", [&]() -> const std::uint8_t* {
        required(size, "size");
        const auto object = object_of<Bytes>(bytes);
        *size = object->size();
        return object->data();
    });
}

catvton_status catvton_bytes_free(catvton_bytes bytes) { return free_handle<Bytes>(bytes); }
