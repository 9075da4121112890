#include "image/png_layout.hpp"

#include <zlib.h>

#include <algorithm>
#include <string>

#include "image/exif.hpp"
#include "image/failure.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kOverhead = 12;             // length, type, CRC
constexpr std::uint32_t kMaxLength = 0x7FFFFFFF;  // also of a side
constexpr std::uint64_t kMaxDeflateRatio = 1032;  // no stream inflates further

enum ColourType : std::uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6 };

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::png, rule); }

struct Chunk {
    std::string type;
    Bytes whole;  ///< with length, type and CRC
    Bytes body;

    bool critical() const { return type[0] >= 'A' && type[0] <= 'Z'; }
};

class Walker {
public:
    Walker(Bytes file, const DecodeOptions& options) : file_(file, true), options_(options) {}

    PngLayout walk() {
        layout_.parts.push_back(file_.part(0, kSignatureBytes));
        at_ = kSignatureBytes;
        bool ended = false;
        while (!ended) {
            const Chunk chunk = next_chunk();
            if (layout_.info.width == 0 && chunk.type != "IHDR") {
                damaged("the first chunk is " + chunk.type + " instead of IHDR");
            }
            if (chunk.critical() || chunk.type == "tRNS") check_crc(chunk);
            accept(chunk);
            ended = chunk.type == "IEND";
        }
        check_data();
        return std::move(layout_);
    }

private:
    Chunk next_chunk() {
        if (!file_.has(at_, kOverhead)) damaged("the end chunk is missing: the file is truncated");
        const std::uint32_t length = file_.u32(at_);
        if (length > kMaxLength || !file_.has(at_ + kOverhead, length)) {
            damaged("a chunk of " + std::to_string(length) + " bytes ends beyond the file");
        }
        Chunk chunk;
        for (std::size_t i = at_ + 4; i < at_ + 8; ++i) {
            const char letter = static_cast<char>(file_.u8(i) | 0x20);
            if (letter < 'a' || letter > 'z') damaged("a chunk type is not four letters");
            chunk.type += static_cast<char>(file_.u8(i));
        }
        chunk.whole = file_.part(at_, kOverhead + length);
        chunk.body = file_.part(at_ + 8, length);
        at_ += chunk.whole.size();
        return chunk;
    }

    void check_crc(const Chunk& chunk) const {
        const Bytes covered = chunk.whole.subspan(4, chunk.body.size() + 4);
        const auto computed = crc32(0, covered.data(), static_cast<uInt>(covered.size()));
        if (computed != ByteView(chunk.whole, true).u32(chunk.whole.size() - 4)) {
            damaged("the CRC of " + chunk.type + " is wrong");
        }
    }

    void accept(const Chunk& chunk) {
        const bool data = chunk.type == "IDAT";
        if (data && data_ended_) damaged("the IDAT chunks are not consecutive");
        data_ended_ = !data && data_bytes_ + data_chunks_ > 0;
        if (data) {
            data_bytes_ += chunk.body.size();
            ++data_chunks_;
            keep(chunk);
        } else if (chunk.type == "IHDR") {
            read_header(chunk);
        } else if (chunk.type == "PLTE") {
            read_palette(chunk);
        } else if (chunk.type == "tRNS") {
            read_transparency(chunk);
        } else if (chunk.type == "eXIf") {
            layout_.info.orientation = exif_orientation(chunk.body);
        } else if (chunk.type == "acTL") {
            layout_.info.animated = true;
        } else if (chunk.type == "IEND") {
            keep(chunk);
        } else if (chunk.critical()) {
            damaged("the critical chunk " + chunk.type + " is unknown");
        }
    }

    /// Neighbours become one part, so that a million tiny chunks cost nothing.
    void keep(const Chunk& chunk) {
        Bytes& last = layout_.parts.back();
        if (last.data() + last.size() == chunk.whole.data()) {
            last = {last.data(), last.size() + chunk.whole.size()};
        } else {
            layout_.parts.push_back(chunk.whole);
        }
    }

    void read_header(const Chunk& chunk) {
        if (layout_.info.width != 0) damaged("there is a second IHDR");
        if (chunk.body.size() != 13) damaged("IHDR is not 13 bytes long");
        const ByteView body(chunk.body, true);
        const std::uint32_t width = body.u32(0), height = body.u32(4);
        if (width > kMaxLength || height > kMaxLength) damaged("a side is above 2^31-1");
        const unsigned bits = body.u8(8);
        colour_ = body.u8(9);
        check_depth(bits);
        if (body.u8(10) != 0) {
            damaged("the compression method is " + std::to_string(body.u8(10)) + ", not 0");
        }
        if (body.u8(11) != 0) {
            damaged("the filter method is " + std::to_string(body.u8(11)) + ", not 0");
        }
        if (body.u8(12) > 1) {
            damaged("the interlace method is " + std::to_string(body.u8(12)) + ", not 0 or 1");
        }
        check_declared_size(ImageFormat::png, width, height, options_);
        layout_.info.format = ImageFormat::png;
        layout_.info.width = static_cast<int>(width);
        layout_.info.height = static_cast<int>(height);
        layout_.info.bits = static_cast<int>(bits);
        layout_.info.channels = colour_ == kGrey        ? 1
                                : colour_ == kGreyAlpha ? 2
                                : colour_ == kRgba      ? 4
                                                        : 3;
        layout_.info.alpha = colour_ == kGreyAlpha || colour_ == kRgba;
        keep(chunk);
    }

    void check_depth(unsigned bits) const {
        const bool power = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
        const bool known = colour_ == kGrey || colour_ == kRgb || colour_ == kPalette ||
                           colour_ == kGreyAlpha || colour_ == kRgba;
        const bool allowed = colour_ == kGrey      ? power
                             : colour_ == kPalette ? power && bits <= 8
                                                   : bits == 8 || bits == 16;
        if (!known || !allowed) {
            damaged("colour type " + std::to_string(colour_) + " with " + std::to_string(bits) +
                    " bits is not allowed");
        }
    }

    /// A palette beside true colours is only a suggestion.
    void read_palette(const Chunk& chunk) {
        if (colour_ != kPalette) return;
        const std::size_t entries = chunk.body.size() / 3;
        if (palette_entries_ != 0 || data_chunks_ != 0) damaged("PLTE is repeated or too late");
        if (chunk.body.size() % 3 != 0 || entries == 0 ||
            entries > std::size_t(1) << layout_.info.bits) {
            damaged("PLTE is " + std::to_string(chunk.body.size()) + " bytes long");
        }
        palette_entries_ = entries;
        keep(chunk);
    }

    void read_transparency(const Chunk& chunk) {
        if (colour_ == kGreyAlpha || colour_ == kRgba) return;
        if (layout_.info.alpha || data_chunks_ != 0) damaged("tRNS is repeated or too late");
        const std::size_t size = chunk.body.size();
        const bool fits = colour_ == kGrey  ? size == 2
                          : colour_ == kRgb ? size == 6
                                            : size >= 1 && size <= palette_entries_;
        if (!fits) damaged("tRNS is " + std::to_string(size) + " bytes long");
        layout_.info.alpha = true;
        keep(chunk);
    }

    void check_data() const {
        const ImageInfo& info = layout_.info;
        if (data_chunks_ == 0) damaged("there is no pixel data (IDAT)");
        if (colour_ == kPalette && palette_entries_ == 0) damaged("the palette (PLTE) is missing");
        const std::uint64_t samples = colour_ == kPalette ? 1 : std::uint64_t(info.channels);
        const std::uint64_t bits = std::uint64_t(info.width) * std::uint64_t(info.height) *
                                   samples * std::uint64_t(info.bits);
        if (bits / 8 > data_bytes_ * kMaxDeflateRatio) {
            damaged(std::to_string(data_bytes_) + " bytes of data cannot hold " +
                    std::to_string(info.width) + "x" + std::to_string(info.height) +
                    " pixels: it is truncated");
        }
    }

    ByteView file_;
    const DecodeOptions& options_;
    std::size_t at_ = 0;
    PngLayout layout_;
    std::uint8_t colour_ = 0;
    std::size_t palette_entries_ = 0;
    std::uint64_t data_bytes_ = 0, data_chunks_ = 0;
    bool data_ended_ = false;
};

}  // namespace

PngLayout parse_png(Bytes file, const DecodeOptions& options) {
    return Walker(file, options).walk();
}

}  // namespace catvton::image
