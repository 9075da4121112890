#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include <jpeglib.h>

#include <jerror.h>

#include "catvton/error.hpp"
#include "image/encoders.hpp"

namespace catvton::image {

namespace {

constexpr int kFullColourQuality = 90;  // from here on colours are not subsampled

/// Everything that must survive a longjmp; see the decoder.
struct Session {
    jpeg_compress_struct encoder{};
    jpeg_error_mgr errors{};
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX] = "";
    bool out_of_memory = false;
    const ImageView* image = nullptr;
    int quality = 0;
    unsigned char* bytes = nullptr;
    unsigned long size = 0;

    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() {
        jpeg_destroy_compress(&encoder);
        std::free(bytes);
    }
};

[[noreturn]] void stop(j_common_ptr common) {
    auto* const session = static_cast<Session*>(common->client_data);
    common->err->format_message(common, session->message);
    session->out_of_memory = common->err->msg_code == JERR_OUT_OF_MEMORY;
    std::longjmp(session->jump, 1);
}

void ignore_message(j_common_ptr) {}

void write_all(Session& session) {
    const ImageView& image = *session.image;
    jpeg_create_compress(&session.encoder);
    jpeg_mem_dest(&session.encoder, &session.bytes, &session.size);
    session.encoder.image_width = static_cast<JDIMENSION>(image.width);
    session.encoder.image_height = static_cast<JDIMENSION>(image.height);
    session.encoder.input_components = image.channels;
    session.encoder.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&session.encoder);
    jpeg_set_quality(&session.encoder, session.quality, TRUE);
    if (session.quality >= kFullColourQuality) {
        session.encoder.comp_info[0].h_samp_factor = 1;
        session.encoder.comp_info[0].v_samp_factor = 1;
    }
    jpeg_start_compress(&session.encoder, TRUE);
    for (int y = 0; y < image.height; ++y) {
        // libjpeg takes a mutable pointer; it only reads.
        JSAMPROW row = const_cast<JSAMPROW>(image.row(y));
        jpeg_write_scanlines(&session.encoder, &row, 1);
    }
    jpeg_finish_compress(&session.encoder);
}

bool guarded(Session& session) {
    if (setjmp(session.jump)) return false;
    write_all(session);
    return true;
}

}  // namespace

EncodedFile encode_jpeg(const ImageView& image, int quality) {
    Session session;
    session.image = &image;
    session.quality = quality;
    session.encoder.err = jpeg_std_error(&session.errors);
    session.encoder.client_data = &session;
    session.errors.error_exit = stop;
    session.errors.output_message = ignore_message;
    if (!guarded(session)) {
        if (session.out_of_memory) throw std::bad_alloc();
        throw Error(ErrorCode::internal,
                    std::string("the JPEG encoder failed: ") + session.message);
    }
    return EncodedFile(session.bytes, session.bytes + session.size);
}

}  // namespace catvton::image
