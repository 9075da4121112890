#include "image/png_decoder.hpp"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>

#include "image/failure.hpp"

namespace catvton::image {

namespace {

/// Everything that must survive a longjmp. The C library jumps only into `guarded`, over functions
/// whose locals need no destructor.
struct Session {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::jmp_buf jump;
    char message[128] = "";
    const std::vector<Bytes>* parts = nullptr;
    std::size_t part = 0, offset = 0;
    png_bytepp rows = nullptr;

    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void stop(png_structp png, png_const_charp message) {
    auto* const session = static_cast<Session*>(png_get_error_ptr(png));
    std::snprintf(session->message, sizeof session->message, "%s", message);
    std::longjmp(session->jump, 1);
}

/// The kept parts look to libpng like one file without metadata.
void read_bytes(png_structp png, png_bytep out, std::size_t count) {
    auto* const session = static_cast<Session*>(png_get_io_ptr(png));
    while (count > 0) {
        if (session->part == session->parts->size()) png_error(png, "the data ends too early");
        const Bytes& part = (*session->parts)[session->part];
        const std::size_t step = std::min(count, part.size() - session->offset);
        std::memcpy(out, part.data() + session->offset, step);
        out += step;
        count -= step;
        session->offset += step;
        if (session->offset == part.size()) {
            ++session->part;
            session->offset = 0;
        }
    }
}

void read_header(Session& session) {
    png_set_read_fn(session.png, &session, read_bytes);
    png_set_user_limits(session.png, kMaxSide, kMaxSide);
    png_read_info(session.png, session.info);
    png_set_expand(session.png);
    png_set_strip_16(session.png);
    png_set_interlace_handling(session.png);
    png_read_update_info(session.png, session.info);
}

void read_rows(Session& session) {
    png_read_image(session.png, session.rows);
    png_read_end(session.png, nullptr);
}

bool guarded(Session& session, void (*step)(Session&)) {
    if (setjmp(session.jump)) return false;
    step(session);
    return true;
}

void run(Session& session, void (*step)(Session&)) {
    if (!guarded(session, step)) fail_damaged(ImageFormat::png, session.message);
}

}  // namespace

Raster decode_png(const PngLayout& layout) {
    Session session;
    session.parts = &layout.parts;
    session.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &session, stop, stop);
    if (session.png) session.info = png_create_info_struct(session.png);
    if (!session.info) throw std::bad_alloc();
    run(session, read_header);
    Raster raster(layout.info.width, layout.info.height,
                  png_get_channels(session.png, session.info));
    if (png_get_rowbytes(session.png, session.info) != raster.row_bytes()) {
        fail_damaged(ImageFormat::png, "a row has an impossible size");
    }
    std::vector<png_bytep> rows;
    for (int y = 0; y < raster.height; ++y) rows.push_back(raster.row(y));
    session.rows = rows.data();
    run(session, read_rows);
    return raster;
}

}  // namespace catvton::image
