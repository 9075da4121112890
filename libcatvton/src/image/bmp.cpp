#include "image/bmp.hpp"

#include <algorithm>
#include <string>

#include "image/failure.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12, kInfoHeader = 40, kMaxHeader = 124;

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::bmp, rule); }

/// The numbers of either header.
struct Header {
    std::int64_t width = 0, height = 0;
    unsigned planes = 0, bits = 0;
    std::uint32_t compression = 0, colours = 0;
};

Header read_header(const ByteView& file, std::uint32_t size) {
    Header header;
    if (size == kCoreHeader) {
        header.width = file.u16(18);
        header.height = file.u16(20);
        header.planes = file.u16(22);
        header.bits = file.u16(24);
        return header;
    }
    header.width = static_cast<std::int32_t>(file.u32(18));
    header.height = static_cast<std::int32_t>(file.u32(22));
    header.planes = file.u16(26);
    header.bits = file.u16(28);
    header.compression = file.u32(30);
    header.colours = file.u32(46);
    return header;
}

void check(const Header& header) {
    if (header.width <= 0) damaged("the declared width is " + std::to_string(header.width));
    if (header.planes != 1) damaged("there are " + std::to_string(header.planes) + " planes");
    if (header.compression != 0) {
        fail_unsupported(ImageFormat::bmp, "compression " + std::to_string(header.compression));
    }
    const unsigned bits = header.bits;
    if (bits == 16) fail_unsupported(ImageFormat::bmp, "a depth of 16 bits");
    if (bits != 1 && bits != 4 && bits != 8 && bits != 24 && bits != 32) {
        damaged("a depth of " + std::to_string(bits) + " bits");
    }
}

std::uint8_t palette_index(const std::uint8_t* row, std::size_t x, unsigned bits) {
    if (bits == 8) return row[x];
    const std::size_t per_byte = 8 / bits;
    const unsigned shift = 8 - bits - static_cast<unsigned>(x % per_byte) * bits;
    return static_cast<std::uint8_t>(row[x / per_byte] >> shift & ((1u << bits) - 1));
}

/// Blue, green, red of one pixel.
const std::uint8_t* colour_at(const BmpLayout& layout, const std::uint8_t* row, std::size_t x) {
    const auto bits = static_cast<unsigned>(layout.info.bits);
    if (layout.palette.empty()) return row + x * bits / 8;
    const std::size_t entry = palette_index(row, x, bits) * layout.palette_step;
    if (entry + layout.palette_step > layout.palette.size())
        damaged("a pixel is not in the palette");
    return layout.palette.data() + entry;
}

}  // namespace

BmpLayout parse_bmp(Bytes bytes, const DecodeOptions& options) {
    const ByteView file(bytes, false);
    if (!file.has(0, kFileHeader + 4)) damaged("the file ends inside its header");
    const std::uint32_t size = file.u32(14), offset = file.u32(10);
    if (size != kCoreHeader && (size < kInfoHeader || size > kMaxHeader)) {
        damaged("the header is " + std::to_string(size) + " bytes long");
    }
    if (!file.has(kFileHeader, size)) damaged("the file ends inside its header");
    const Header header = read_header(file, size);
    check(header);
    const std::int64_t height = header.height < 0 ? -header.height : header.height;
    check_declared_size(ImageFormat::bmp, std::uint64_t(header.width), std::uint64_t(height),
                        options);
    BmpLayout layout;
    layout.info = {ImageFormat::bmp, static_cast<int>(header.width), static_cast<int>(height), 3,
                   static_cast<int>(header.bits)};
    layout.top_down = header.height < 0;
    layout.palette_step = size == kCoreHeader ? 3 : 4;
    layout.row_bytes = (std::size_t(header.width) * header.bits + 31) / 32 * 4;
    const std::size_t needed = layout.row_bytes * std::size_t(height);
    if (header.bits <= 8) {
        const std::size_t most = std::size_t(1) << header.bits;
        const std::size_t colours =
            header.colours ? std::min<std::size_t>(header.colours, most) : most;
        if (!file.has(kFileHeader + size, colours * layout.palette_step)) {
            damaged("the palette ends beyond the file");
        }
        layout.palette = file.part(kFileHeader + size, colours * layout.palette_step);
    }
    if (offset < kFileHeader + size + layout.palette.size() || !file.has(offset, needed)) {
        damaged("the pixels need " + std::to_string(needed) + " bytes at " +
                std::to_string(offset) + ", the file has " + std::to_string(file.size()));
    }
    layout.pixels = file.part(offset, needed);
    return layout;
}

Raster decode_bmp(const BmpLayout& layout) {
    Raster raster(layout.info.width, layout.info.height, 3);
    for (int y = 0; y < raster.height; ++y) {
        const int stored = layout.top_down ? y : raster.height - 1 - y;
        const std::uint8_t* const row =
            layout.pixels.data() + std::size_t(stored) * layout.row_bytes;
        std::uint8_t* out = raster.row(y);
        for (std::size_t x = 0; x < std::size_t(raster.width); ++x, out += 3) {
            const std::uint8_t* const colour = colour_at(layout, row, x);
            out[0] = colour[2];
            out[1] = colour[1];
            out[2] = colour[0];
        }
    }
    return raster;
}

}  // namespace catvton::image
