#include "image/webp_layout.hpp"

#include <webp/decode.h>

#include <algorithm>
#include <string>

#include "image/exif.hpp"
#include "image/failure.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kChunkHeader = 8;
constexpr std::size_t kFrameHeader = 16;

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::webp, rule); }

std::uint32_t u24(const ByteView& bytes, std::size_t at) {
    return bytes.u16(at) | std::uint32_t(bytes.u8(at + 2)) << 16;
}

struct Chunk {
    std::size_t start = 0;  ///< of the header, in the view that was walked
    std::size_t size = 0;   ///< of the body
    bool is_bitstream = false;
};

/// Reads the chunk at `at` and moves `at` behind it and its padding byte.
Chunk next_chunk(const ByteView& bytes, std::size_t& at) {
    if (!bytes.has(at, kChunkHeader)) damaged("the file ends inside a chunk header");
    const Chunk chunk{at, bytes.u32(at + 4), bytes.is(at, "VP8 ") || bytes.is(at, "VP8L")};
    if (!bytes.has(at + kChunkHeader, chunk.size)) {
        damaged("a chunk of " + std::to_string(chunk.size) + " bytes ends beyond the file");
    }
    at = std::min(at + kChunkHeader + chunk.size + chunk.size % 2, bytes.size());
    return chunk;
}

class Walker {
public:
    Walker(Bytes file, const DecodeOptions& options) : file_(file, false), options_(options) {}

    WebpLayout walk() {
        layout_.info.format = ImageFormat::webp;
        const std::uint32_t riff_size = file_.u32(4);
        if (riff_size < 4 || !file_.has(kChunkHeader, riff_size)) {
            damaged("the container declares " + std::to_string(riff_size) +
                    " bytes, the file has " + std::to_string(file_.size() - kChunkHeader));
        }
        const ByteView body(file_.part(12, riff_size - 4), false);
        for (std::size_t at = 0; at < body.size();) accept(body, next_chunk(body, at));
        if (layout_.bitstream.empty()) damaged("there is no picture inside");
        check_frame();
        return layout_;
    }

private:
    void accept(const ByteView& body, const Chunk& chunk) {
        const ByteView content(body.part(chunk.start + kChunkHeader, chunk.size), false);
        if (body.is(chunk.start, "VP8X")) return read_canvas(content);
        if (body.is(chunk.start, "EXIF")) {
            layout_.info.orientation =
                exif_orientation(body.part(chunk.start + kChunkHeader, chunk.size));
        }
        if (body.is(chunk.start, "ANMF")) return read_frame(content);
        if (body.is(chunk.start, "ALPH")) alpha_start_ = chunk.start + 1;
        if (chunk.is_bitstream && layout_.bitstream.empty()) keep(body, chunk, alpha_start_);
    }

    void read_canvas(const ByteView& body) {
        if (canvas_) damaged("there is a second VP8X chunk");
        if (!layout_.bitstream.empty()) damaged("the VP8X chunk is not the first");
        if (!body.has(0, 10)) damaged("the VP8X chunk is too short");
        canvas_ = true;
        set_size(u24(body, 4) + 1, u24(body, 7) + 1);
    }

    void set_size(std::uint32_t width, std::uint32_t height) {
        check_declared_size(ImageFormat::webp, width, height, options_);
        layout_.info.width = static_cast<int>(width);
        layout_.info.height = static_cast<int>(height);
    }

    /// Only the first frame of an animation is kept.
    void read_frame(const ByteView& body) {
        if (!canvas_) damaged("a frame precedes the VP8X chunk");
        if (!body.has(0, kFrameHeader)) damaged("a frame header is too short");
        layout_.info.animated = !layout_.bitstream.empty();
        if (layout_.info.animated) return;
        from_animation_ = true;
        layout_.left = static_cast<int>(u24(body, 0) * 2);
        layout_.top = static_cast<int>(u24(body, 3) * 2);
        std::size_t alpha = 0;
        for (std::size_t at = kFrameHeader; at < body.size();) {
            const Chunk chunk = next_chunk(body, at);
            if (body.is(chunk.start, "ALPH")) alpha = chunk.start + 1;
            if (chunk.is_bitstream && layout_.bitstream.empty()) keep(body, chunk, alpha);
        }
        if (layout_.bitstream.empty()) damaged("a frame has no picture");
        if (u24(body, 6) + 1 != std::uint32_t(layout_.frame_width) ||
            u24(body, 9) + 1 != std::uint32_t(layout_.frame_height)) {
            damaged("a frame and its picture differ in size");
        }
    }

    /// `alpha_start` is one above the start of the ALPH chunk, 0 without one.
    void keep(const ByteView& body, const Chunk& chunk, std::size_t alpha_start) {
        const std::size_t begin = alpha_start > 0 ? alpha_start - 1 : chunk.start;
        const std::size_t end = chunk.start + kChunkHeader + chunk.size;
        layout_.bitstream = body.part(begin, end - begin);
        WebPBitstreamFeatures features;
        if (WebPGetFeatures(layout_.bitstream.data(), layout_.bitstream.size(), &features) !=
            VP8_STATUS_OK) {
            damaged("the header of the picture is broken");
        }
        check_declared_size(ImageFormat::webp, std::uint64_t(features.width),
                            std::uint64_t(features.height), options_);
        layout_.frame_width = features.width;
        layout_.frame_height = features.height;
        layout_.info.alpha = features.has_alpha != 0;
        layout_.info.channels = layout_.info.alpha ? 4 : 3;
    }

    void check_frame() {
        if (!canvas_) {
            layout_.info.width = layout_.frame_width;
            layout_.info.height = layout_.frame_height;
        }
        const bool covers = layout_.frame_width == layout_.info.width &&
                            layout_.frame_height == layout_.info.height;
        if (layout_.left + layout_.frame_width > layout_.info.width ||
            layout_.top + layout_.frame_height > layout_.info.height) {
            damaged("a frame reaches beyond the canvas");
        }
        if (covers) return;
        if (!from_animation_) damaged("the canvas and the picture differ in size");
        layout_.info.alpha = true;
        layout_.info.channels = 4;
    }

    ByteView file_;
    const DecodeOptions& options_;
    WebpLayout layout_{};
    bool canvas_ = false;
    bool from_animation_ = false;
    std::size_t alpha_start_ = 0;
};

}  // namespace

WebpLayout parse_webp(Bytes file, const DecodeOptions& options) {
    return Walker(file, options).walk();
}

}  // namespace catvton::image
