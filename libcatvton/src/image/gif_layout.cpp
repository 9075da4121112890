#include <string>

#include "image/failure.hpp"
#include "image/gif.hpp"

namespace catvton::image {

namespace {

constexpr std::uint8_t kExtension = 0x21, kImage = 0x2C, kTrailer = 0x3B, kControl = 0xF9;

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::gif, rule); }

class Walker {
public:
    Walker(Bytes file, const DecodeOptions& options) : file_(file, false), options_(options) {}

    GifLayout walk() {
        need(13, "its header");
        check_declared_size(ImageFormat::gif, file_.u16(6), file_.u16(8), options_);
        layout_.info = {ImageFormat::gif, file_.u16(6), file_.u16(8), 3, 8};
        const std::uint8_t flags = file_.u8(10);
        at_ = 13;
        layout_.palette = read_palette(flags);
        for (std::uint8_t block = next_byte(); block != kTrailer; block = next_byte()) {
            if (block == kExtension) {
                read_extension();
            } else if (block == kImage) {
                read_image();
            } else {
                damaged("an unknown block " + std::to_string(block));
            }
        }
        if (frames_ == 0) damaged("there is no picture inside");
        layout_.info.animated = frames_ > 1;
        return std::move(layout_);
    }

private:
    void need(std::size_t count, const char* what) const {
        if (!file_.has(at_, count)) {
            damaged(std::string("the file ends inside ") + what + ": it is truncated");
        }
    }

    std::uint8_t next_byte() {
        need(1, "its blocks");
        return file_.u8(at_++);
    }

    Bytes read_palette(std::uint8_t flags) {
        if (!(flags & 0x80)) return {};
        const std::size_t bytes = 3u << ((flags & 7) + 1);
        need(bytes, "a palette");
        at_ += bytes;
        return file_.part(at_ - bytes, bytes);
    }

    void read_extension() {
        const std::uint8_t label = next_byte();
        std::vector<std::uint8_t> control;
        read_blocks(label == kControl && frames_ == 0 ? &control : nullptr);
        if (control.size() < 4) return;
        layout_.transparent = control[0] & 1 ? control[3] : -1;
    }

    void read_image() {
        need(9, "a frame header");
        const std::uint8_t flags = file_.u8(at_ + 8);
        const bool first = frames_++ == 0;
        if (first) {
            layout_.left = file_.u16(at_);
            layout_.top = file_.u16(at_ + 2);
            layout_.frame_width = file_.u16(at_ + 4);
            layout_.frame_height = file_.u16(at_ + 6);
            layout_.interlaced = flags & 0x40;
            check_frame();
        }
        at_ += 9;
        const Bytes palette = read_palette(flags);
        const unsigned literal_bits = next_byte();
        if (literal_bits < 1 || literal_bits > 8) {
            damaged("the code size is " + std::to_string(literal_bits));
        }
        read_blocks(first ? &layout_.data : nullptr);
        if (!first) return;
        layout_.literal_bits = literal_bits;
        if (!palette.empty()) layout_.palette = palette;
        if (layout_.palette.empty()) damaged("there is no palette");
        layout_.info.alpha = layout_.transparent >= 0;
        layout_.info.channels = layout_.info.alpha ? 4 : 3;
    }

    void check_frame() const {
        if (layout_.frame_width == 0 || layout_.frame_height == 0 ||
            layout_.left + layout_.frame_width > layout_.info.width ||
            layout_.top + layout_.frame_height > layout_.info.height) {
            damaged("the frame is empty or reaches beyond the canvas");
        }
    }

    /// Passes over the sub-blocks, or appends them to `content`.
    void read_blocks(std::vector<std::uint8_t>* content) {
        for (std::size_t size = next_byte(); size > 0; size = next_byte()) {
            need(size, "a block");
            const Bytes block = file_.part(at_, size);
            if (content) content->insert(content->end(), block.begin(), block.end());
            at_ += size;
        }
    }

    ByteView file_;
    const DecodeOptions& options_;
    std::size_t at_ = 0;
    int frames_ = 0;
    GifLayout layout_;
};

}  // namespace

GifLayout parse_gif(Bytes file, const DecodeOptions& options) {
    return Walker(file, options).walk();
}

}  // namespace catvton::image
