#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "image/failure.hpp"
#include "image/lzw.hpp"
#include "image/tiff.hpp"

namespace catvton::image {

namespace {

using Target = std::span<std::uint8_t>;

std::ptrdiff_t unpack_bits(Bytes data, Target out) {
    std::size_t at = 0, written = 0;
    while (written < out.size() && at < data.size()) {
        const unsigned code = data[at++];
        if (code == 128) continue;
        const std::size_t count = code < 128 ? code + 1 : 257 - code;
        const std::size_t source = code < 128 ? count : 1;
        if (data.size() - at < source) break;
        const std::size_t room = std::min(count, out.size() - written);
        if (code < 128) {
            std::memcpy(out.data() + written, data.data() + at, room);
        } else {
            std::memset(out.data() + written, data[at], room);
        }
        at += source;
        written += room;
    }
    return static_cast<std::ptrdiff_t>(written);
}

std::ptrdiff_t inflate_strip(Bytes data, Target out) {
    z_stream stream{};
    // zlib takes a mutable pointer; it only reads.
    stream.next_in = const_cast<Bytef*>(data.data());
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
    const int status = inflate(&stream, Z_FINISH);
    const std::size_t written = out.size() - stream.avail_out;
    inflateEnd(&stream);
    const bool broken = status == Z_DATA_ERROR || status == Z_NEED_DICT || status == Z_STREAM_ERROR;
    return broken ? -1 : static_cast<std::ptrdiff_t>(written);
}

std::ptrdiff_t decompress(const TiffLayout& layout, Bytes data, Target out) {
    switch (layout.compression) {
        case TiffCompression::lzw:
            return decode_lzw(data, LzwDialect::tiff, 8, out);
        case TiffCompression::deflate:
            return inflate_strip(data, out);
        case TiffCompression::packbits:
            return unpack_bits(data, out);
        case TiffCompression::none:
            break;
    }
    const std::size_t count = std::min(data.size(), out.size());
    std::copy_n(data.begin(), count, out.begin());
    return static_cast<std::ptrdiff_t>(count);
}

/// Adds the left neighbour to each 8- or 16-bit sample of a row.
void undo_predictor(const TiffLayout& layout, std::uint8_t* row) {
    const std::size_t bytes = layout.stored_row_bytes(), step = std::size_t(layout.samples);
    if (layout.info.bits == 8) {
        for (std::size_t i = step; i < bytes; ++i) {
            row[i] = static_cast<std::uint8_t>(row[i] + row[i - step]);
        }
        return;
    }
    const std::size_t high = layout.big_endian ? 0 : 1, low = 1 - high;
    for (std::size_t i = step * 2; i < bytes; i += 2) {
        const std::uint8_t* const left = row + i - step * 2;
        const unsigned sum =
            (unsigned(row[i + high]) << 8 | row[i + low]) + (unsigned(left[high]) << 8 | left[low]);
        row[i + high] = static_cast<std::uint8_t>(sum >> 8);
        row[i + low] = static_cast<std::uint8_t>(sum);
    }
}

void convert_row(const TiffLayout& layout, const std::uint8_t* in, Raster& raster, int y) {
    const std::size_t bytes = std::size_t(layout.info.bits / 8);
    const std::size_t high = bytes == 2 && !layout.big_endian ? 1 : 0;
    const std::size_t step = std::size_t(layout.samples) * bytes;
    std::uint8_t* out = raster.row(y);
    for (int x = 0; x < raster.width; ++x, in += step) {
        if (!layout.palette.empty()) {
            out = std::copy_n(layout.palette.data() + std::size_t(*in) * 3, 3, out);
            continue;
        }
        for (std::size_t c = 0; c < std::size_t(raster.channels); ++c) {
            const std::uint8_t value = in[c * bytes + high];
            *out++ =
                layout.white_is_zero && c == 0 ? static_cast<std::uint8_t>(255 - value) : value;
        }
    }
}

}  // namespace

Raster decode_tiff(const TiffLayout& layout) {
    Raster raster(layout.info.width, layout.info.height, layout.info.channels);
    const std::size_t row_bytes = layout.stored_row_bytes();
    const auto strip =
        std::make_unique_for_overwrite<std::uint8_t[]>(row_bytes * layout.rows_per_strip);
    int y = 0;
    for (const Bytes& data : layout.strips) {
        const int rows = std::min(static_cast<int>(layout.rows_per_strip), raster.height - y);
        const Target target(strip.get(), row_bytes * std::size_t(rows));
        const std::ptrdiff_t got = decompress(layout, data, target);
        if (got < 0) fail_damaged(ImageFormat::tiff, "the compressed data is broken");
        if (std::size_t(got) != target.size()) {
            fail_damaged(ImageFormat::tiff, "a strip ends after " + std::to_string(got) + " of " +
                                                std::to_string(target.size()) + " bytes");
        }
        for (int i = 0; i < rows; ++i, ++y) {
            std::uint8_t* const row = strip.get() + std::size_t(i) * row_bytes;
            if (layout.predictor) undo_predictor(layout, row);
            convert_row(layout, row, raster, y);
        }
    }
    return raster;
}

}  // namespace catvton::image
