#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <new>

#include "catvton/error.hpp"
#include "image/encoders.hpp"

namespace catvton::image {

namespace {

constexpr int kCompression = 6;

/// Everything that must survive a longjmp; see the decoder.
struct Session {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::jmp_buf jump;
    char message[128] = "";
    bool out_of_memory = false;
    const ImageView* image = nullptr;
    EncodedFile* out = nullptr;

    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { png_destroy_write_struct(&png, &info); }
};

[[noreturn]] void stop(png_structp png, png_const_charp message) {
    auto* const session = static_cast<Session*>(png_get_error_ptr(png));
    std::snprintf(session->message, sizeof session->message, "%s", message);
    std::longjmp(session->jump, 1);
}

void ignore(png_structp, png_const_charp) {}

/// No exception may cross the C library.
bool append(EncodedFile& out, const std::uint8_t* bytes, std::size_t count) noexcept {
    try {
        out.insert(out.end(), bytes, bytes + count);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void write_bytes(png_structp png, png_bytep bytes, std::size_t count) {
    auto* const session = static_cast<Session*>(png_get_io_ptr(png));
    if (append(*session->out, bytes, count)) return;
    session->out_of_memory = true;
    png_error(png, "out of memory");
}

void flush(png_structp) {}

void write_all(Session& session) {
    const ImageView& image = *session.image;
    const int colour = image.channels == 1   ? PNG_COLOR_TYPE_GRAY
                       : image.channels == 3 ? PNG_COLOR_TYPE_RGB
                                             : PNG_COLOR_TYPE_RGB_ALPHA;
    png_set_write_fn(session.png, &session, write_bytes, flush);
    png_set_compression_level(session.png, kCompression);
    png_set_IHDR(session.png, session.info, static_cast<png_uint_32>(image.width),
                 static_cast<png_uint_32>(image.height), 8, colour, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(session.png, session.info);
    for (int y = 0; y < image.height; ++y) png_write_row(session.png, image.row(y));
    png_write_end(session.png, session.info);
}

bool guarded(Session& session) {
    if (setjmp(session.jump)) return false;
    write_all(session);
    return true;
}

}  // namespace

EncodedFile encode_png(const ImageView& image) {
    EncodedFile out;
    Session session;
    session.image = &image;
    session.out = &out;
    session.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &session, stop, ignore);
    if (session.png) session.info = png_create_info_struct(session.png);
    if (!session.info) throw std::bad_alloc();
    if (!guarded(session)) {
        if (session.out_of_memory) throw std::bad_alloc();
        throw Error(ErrorCode::internal, std::string("the PNG encoder failed: ") + session.message);
    }
    return out;
}

}  // namespace catvton::image
