#include "image/webp_decoder.hpp"

#include <webp/decode.h>

#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "image/failure.hpp"

namespace catvton::image {

namespace {

VP8StatusCode decode_frame(Bytes bitstream, Raster& frame) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return VP8_STATUS_INVALID_PARAM;
    config.output.colorspace = frame.channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = frame.pixels.get();
    config.output.u.RGBA.stride = static_cast<int>(frame.row_bytes());
    config.output.u.RGBA.size = frame.size();
    const VP8StatusCode status = WebPDecode(bitstream.data(), bitstream.size(), &config);
    WebPFreeDecBuffer(&config.output);
    return status;
}

/// Only a frame that was decoded is worth the canvas's memory.
Raster place_on_canvas(const Raster& frame, const WebpLayout& layout) {
    Raster canvas(layout.info.width, layout.info.height, frame.channels);
    std::memset(canvas.pixels.get(), 0, canvas.size());
    const std::size_t offset = std::size_t(layout.left) * std::size_t(frame.channels);
    for (int y = 0; y < frame.height; ++y) {
        std::memcpy(canvas.row(layout.top + y) + offset, frame.row(y), frame.row_bytes());
    }
    return canvas;
}

}  // namespace

Raster decode_webp(const WebpLayout& layout) {
    Raster frame(layout.frame_width, layout.frame_height, layout.info.channels);
    const VP8StatusCode status = decode_frame(layout.bitstream, frame);
    if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
    if (status != VP8_STATUS_OK) {
        fail_damaged(ImageFormat::webp,
                     status == VP8_STATUS_NOT_ENOUGH_DATA
                         ? "the picture's data ends too early"
                         : "the picture's data is broken (status " + std::to_string(status) + ")");
    }
    const bool covers = frame.width == layout.info.width && frame.height == layout.info.height;
    return covers ? std::move(frame) : place_on_canvas(frame, layout);
}

}  // namespace catvton::image
