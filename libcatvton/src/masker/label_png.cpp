#include "masker/label_png.hpp"

#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <string>

#include "catvton/error.hpp"
#include "masker/palette.hpp"

namespace catvton::masker {

namespace {

constexpr png_uint_32 kMaxSide = 16384;

/// What libpng's callbacks work on. A message is kept, because libpng leaves by longjmp.
struct Stream {
    std::span<const std::uint8_t> input;
    std::vector<std::uint8_t> output;
    std::array<char, 128> message{};
};

extern "C" {

void on_error(png_structp png, png_const_charp text) {
    auto* const stream = static_cast<Stream*>(png_get_error_ptr(png));
    std::strncpy(stream->message.data(), text, stream->message.size() - 1);
    png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep data, std::size_t size) {
    auto* const stream = static_cast<Stream*>(png_get_io_ptr(png));
    if (size > stream->input.size()) png_error(png, "the file ends too early");
    std::memcpy(data, stream->input.data(), size);
    stream->input = stream->input.subspan(size);
}

void on_write(png_structp png, png_bytep data, std::size_t size) {
    auto* const stream = static_cast<Stream*>(png_get_io_ptr(png));
    stream->output.insert(stream->output.end(), data, data + size);
}

void on_flush(png_structp) {}

}  // extern "C"

/// Owns libpng's state for reading.
struct Reader {
    explicit Reader(Stream& stream)
        : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &stream, on_error, on_warning)),
          info(png ? png_create_info_struct(png) : nullptr) {
        if (!info) throw Error(ErrorCode::out_of_memory, "no memory to read a PNG");
        png_set_read_fn(png, &stream, on_read);
        png_set_user_limits(png, kMaxSide, kMaxSide);
    }
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    png_structp png;
    png_infop info;
};

struct Writer {
    explicit Writer(Stream& stream)
        : png(png_create_write_struct(PNG_LIBPNG_VER_STRING, &stream, on_error, on_warning)),
          info(png ? png_create_info_struct(png) : nullptr) {
        if (!info) throw Error(ErrorCode::out_of_memory, "no memory to write a PNG");
        png_set_write_fn(png, &stream, on_write, on_flush);
    }
    ~Writer() { png_destroy_write_struct(&png, &info); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    png_structp png;
    png_infop info;
};

// libpng reports errors by longjmp, which runs no destructor: the functions that call setjmp hold
// trivial objects only.

bool read_header(const Reader& reader) {
    if (setjmp(png_jmpbuf(reader.png))) return false;
    png_read_info(reader.png, reader.info);
    png_set_packing(reader.png);
    png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    return true;
}

bool read_rows(const Reader& reader, png_bytepp rows) {
    if (setjmp(png_jmpbuf(reader.png))) return false;
    png_read_image(reader.png, rows);
    png_read_end(reader.png, nullptr);
    return true;
}

bool write_all(const Writer& writer, const ImageView& labels, png_const_colorp palette) {
    if (setjmp(png_jmpbuf(writer.png))) return false;
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(labels.width),
                 static_cast<png_uint_32>(labels.height), 8, PNG_COLOR_TYPE_PALETTE,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(writer.png, writer.info, palette, PNG_MAX_PALETTE_LENGTH);
    png_write_info(writer.png, writer.info);
    for (int y = 0; y < labels.height; ++y) png_write_row(writer.png, labels.row(y));
    png_write_end(writer.png, nullptr);
    return true;
}

[[noreturn]] void refuse(const Stream& stream) {
    const std::string message(stream.message.data());
    const bool large = message.find("exceeds user limit") != std::string::npos;
    throw Error(large ? ErrorCode::too_large : ErrorCode::invalid_image,
                "label PNG: " + message + (large ? " (16384 pixels a side)" : ""));
}

void check_kind(const Reader& reader) {
    const int color = png_get_color_type(reader.png, reader.info);
    const int depth = png_get_bit_depth(reader.png, reader.info);
    const bool indexed = color == PNG_COLOR_TYPE_PALETTE || color == PNG_COLOR_TYPE_GRAY;
    if (indexed && depth <= 8) return;
    throw Error(ErrorCode::unsupported_format,
                "a label PNG must hold a palette or 8-bit grey values, this one holds " +
                    std::string(indexed ? "16-bit values" : "colours or transparency"));
}

}  // namespace

Image read_label_png(std::span<const std::uint8_t> file) {
    if (file.size() < 8 || png_sig_cmp(file.data(), 0, 8) != 0) {
        throw Error(ErrorCode::unsupported_format, "a label map must be a PNG file");
    }
    Stream stream{file, {}, {}};
    const Reader reader(stream);
    if (!read_header(reader)) refuse(stream);
    check_kind(reader);
    Image labels(static_cast<int>(png_get_image_width(reader.png, reader.info)),
                 static_cast<int>(png_get_image_height(reader.png, reader.info)), 1);
    std::vector<png_bytep> rows(static_cast<std::size_t>(labels.height()));
    for (int y = 0; y < labels.height(); ++y) rows[static_cast<std::size_t>(y)] = labels.row(y);
    if (!read_rows(reader, rows.data())) refuse(stream);
    return labels;
}

std::vector<std::uint8_t> write_label_png(const ImageView& labels) {
    std::array<png_color, PNG_MAX_PALETTE_LENGTH> palette{};
    for (std::size_t i = 0; i < palette.size(); ++i) {
        const auto [red, green, blue] = label_color(static_cast<std::uint8_t>(i));
        palette[i] = {red, green, blue};
    }
    Stream stream;
    const Writer writer(stream);
    if (!write_all(writer, labels, palette.data())) {
        throw Error(ErrorCode::internal,
                    std::string("cannot write a label PNG: ") + stream.message.data());
    }
    return std::move(stream.output);
}

}  // namespace catvton::masker
