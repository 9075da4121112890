#include <webp/encode.h>

#include <cstdint>
#include <memory>
#include <string>

#include "catvton/error.hpp"
#include "image/encoders.hpp"

namespace catvton::image {

namespace {

struct Free {
    void operator()(std::uint8_t* bytes) const noexcept { WebPFree(bytes); }
};

}  // namespace

EncodedFile encode_webp(const ImageView& image, int quality) {
    if (image.width > WEBP_MAX_DIMENSION || image.height > WEBP_MAX_DIMENSION) {
        throw Error(ErrorCode::invalid_argument,
                    "the picture is " + std::to_string(image.width) + "x" +
                        std::to_string(image.height) +
                        ": a side of a WebP may have 16383 pixels; use PNG or JPEG");
    }
    const int stride = static_cast<int>(image.stride ? image.stride : image.row_bytes());
    const auto encode = image.channels == 4 ? WebPEncodeRGBA : WebPEncodeRGB;
    std::uint8_t* bytes = nullptr;
    const std::size_t size =
        encode(image.data, image.width, image.height, stride, float(quality), &bytes);
    const std::unique_ptr<std::uint8_t, Free> owner(bytes);
    if (size == 0) throw Error(ErrorCode::out_of_memory, "the WebP encoder ran out of memory");
    return EncodedFile(bytes, bytes + size);
}

}  // namespace catvton::image
