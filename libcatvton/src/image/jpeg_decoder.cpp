#include "image/jpeg_decoder.hpp"

#include <csetjmp>
#include <cstdio>
#include <new>
#include <string>

#include <jpeglib.h>

#include <jerror.h>

#include "image/cmyk.hpp"
#include "image/failure.hpp"

namespace catvton::image {

namespace {

/// Everything that must survive a longjmp. The C library jumps only into `guarded`, over functions
/// whose locals need no destructor.
struct Session {
    jpeg_decompress_struct decoder{};
    jpeg_error_mgr errors{};
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX] = "";
    bool out_of_memory = false;
    Bytes file;
    std::uint8_t* pixels = nullptr;
    std::size_t row_bytes = 0;

    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { jpeg_destroy_decompress(&decoder); }
};

[[noreturn]] void stop(j_common_ptr common) {
    auto* const session = static_cast<Session*>(common->client_data);
    common->err->format_message(common, session->message);
    session->out_of_memory = common->err->msg_code == JERR_OUT_OF_MEMORY;
    std::longjmp(session->jump, 1);
}

/// Warnings have a negative level. Two of them are about metadata.
void on_message(j_common_ptr common, int level) {
    const int code = common->err->msg_code;
    if (level < 0 && code != JWRN_JFIF_MAJOR && code != JWRN_ADOBE_XFORM) stop(common);
}

void ignore_message(j_common_ptr) {}

void read_header(Session& session) {
    jpeg_create_decompress(&session.decoder);
    jpeg_mem_src(&session.decoder, session.file.data(), session.file.size());
    jpeg_read_header(&session.decoder, TRUE);
    const int components = session.decoder.num_components;
    session.decoder.out_color_space = components == 1   ? JCS_GRAYSCALE
                                      : components == 3 ? JCS_RGB
                                                        : JCS_CMYK;
    session.decoder.dct_method = JDCT_ISLOW;
}

void read_rows(Session& session) {
    jpeg_start_decompress(&session.decoder);
    while (session.decoder.output_scanline < session.decoder.output_height) {
        JSAMPROW row = session.pixels + session.decoder.output_scanline * session.row_bytes;
        jpeg_read_scanlines(&session.decoder, &row, 1);
    }
    jpeg_finish_decompress(&session.decoder);
}

/// False when the step was broken off.
bool guarded(Session& session, void (*step)(Session&)) {
    if (setjmp(session.jump)) return false;
    step(session);
    return true;
}

void run(Session& session, void (*step)(Session&)) {
    if (guarded(session, step)) return;
    if (session.out_of_memory) throw std::bad_alloc();
    fail_damaged(ImageFormat::jpeg, session.message);
}

/// Adobe's programs store CMYK inverted.
Raster rgb_of(const Raster& cmyk, bool inverted) {
    Raster rgb(cmyk.width, cmyk.height, 3);
    std::uint8_t* const samples = cmyk.pixels.get();
    for (std::size_t i = 0; inverted && i < cmyk.size(); ++i) {
        samples[i] = static_cast<std::uint8_t>(255 - samples[i]);
    }
    cmyk_to_rgb({samples, cmyk.size()}, {rgb.pixels.get(), rgb.size()});
    return rgb;
}

}  // namespace

Raster decode_jpeg(Bytes file) {
    Session session;
    session.file = file;
    session.decoder.err = jpeg_std_error(&session.errors);
    session.decoder.client_data = &session;
    session.errors.error_exit = stop;
    session.errors.emit_message = on_message;
    session.errors.output_message = ignore_message;
    run(session, read_header);
    Raster raster(static_cast<int>(session.decoder.image_width),
                  static_cast<int>(session.decoder.image_height), session.decoder.num_components);
    session.pixels = raster.pixels.get();
    session.row_bytes = raster.row_bytes();
    run(session, read_rows);
    if (raster.channels != 4) return raster;
    return rgb_of(raster, session.decoder.saw_Adobe_marker);
}

}  // namespace catvton::image
