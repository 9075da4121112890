#include "image/webp_decoder.hpp"

#include <webp/decode.h>

#include <cstring>
#include <new>
#include <string>

#include "image/failure.hpp"

namespace catvton::image {

namespace {

/// Decodes into the frame's place on the canvas.
VP8StatusCode decode_frame(const WebpLayout& layout, Raster& canvas) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return VP8_STATUS_INVALID_PARAM;
    const std::size_t offset = std::size_t(layout.top) * canvas.row_bytes() +
                               std::size_t(layout.left) * std::size_t(canvas.channels);
    config.output.colorspace = canvas.channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = canvas.pixels.get() + offset;
    config.output.u.RGBA.stride = static_cast<int>(canvas.row_bytes());
    config.output.u.RGBA.size = canvas.size() - offset;
    const VP8StatusCode status =
        WebPDecode(layout.bitstream.data(), layout.bitstream.size(), &config);
    WebPFreeDecBuffer(&config.output);
    return status;
}

}  // namespace

Raster decode_webp(const WebpLayout& layout) {
    Raster canvas(layout.info.width, layout.info.height, layout.info.channels);
    if (layout.frame_width != canvas.width || layout.frame_height != canvas.height) {
        std::memset(canvas.pixels.get(), 0, canvas.size());
    }
    const VP8StatusCode status = decode_frame(layout, canvas);
    if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
    if (status != VP8_STATUS_OK) {
        fail_damaged(ImageFormat::webp,
                     status == VP8_STATUS_NOT_ENOUGH_DATA
                         ? "the picture's data ends too early"
                         : "the picture's data is broken (status " + std::to_string(status) + ")");
    }
    return canvas;
}

}  // namespace catvton::image
