// The public functions that read pictures.
#include <string>

#include "catvton/error.hpp"
#include "catvton/image.hpp"
#include "image/bmp.hpp"
#include "image/compose.hpp"
#include "image/gif.hpp"
#include "image/input_file.hpp"
#include "image/jpeg_decoder.hpp"
#include "image/jpeg_layout.hpp"
#include "image/png_decoder.hpp"
#include "image/sniff.hpp"
#include "image/tiff.hpp"
#include "image/webp_decoder.hpp"

namespace catvton {

namespace {

using image::Raster;

/// Puts the file before the message of what is wrong with its content.
template <class Work>
auto naming(const std::filesystem::path& path, Work&& work) {
    try {
        return work();
    } catch (const Error& error) {
        throw Error(error.code(), "'" + path.string() + "': " + error.what());
    }
}

void check_bytes(std::span<const std::uint8_t> file, const DecodeOptions& options) {
    options.validate();
    if (file.size() <= options.max_bytes) return;
    throw Error(ErrorCode::too_large, "the file has " + std::to_string(file.size()) +
                                          " bytes, the limit is " +
                                          std::to_string(options.max_bytes) + "; save it smaller");
}

template <class Layout, class Decode>
Image finish(const Layout& layout, const Decode& decode, const DecodeOptions& options) {
    const int orientation = options.apply_orientation ? layout.info.orientation : 1;
    return image::compose(decode(layout), orientation, options);
}

Image decode_known(ImageFormat format, std::span<const std::uint8_t> file,
                   const DecodeOptions& options) {
    switch (format) {
        case ImageFormat::jpeg: {
            const ImageInfo info = image::parse_jpeg(file, options);
            const int orientation = options.apply_orientation ? info.orientation : 1;
            return image::compose(image::decode_jpeg(file), orientation, options);
        }
        case ImageFormat::png:
            return finish(image::parse_png(file, options), image::decode_png, options);
        case ImageFormat::webp:
            return finish(image::parse_webp(file, options), image::decode_webp, options);
        case ImageFormat::bmp:
            return finish(image::parse_bmp(file, options), image::decode_bmp, options);
        case ImageFormat::gif:
            return finish(image::parse_gif(file, options), image::decode_gif, options);
        case ImageFormat::tiff:
            return finish(image::parse_tiff(file, options), image::decode_tiff, options);
    }
    throw Error(ErrorCode::internal, "a picture format without a reader");
}

}  // namespace

std::string_view format_name(ImageFormat format) noexcept {
    switch (format) {
        case ImageFormat::jpeg:
            return "jpeg";
        case ImageFormat::png:
            return "png";
        case ImageFormat::webp:
            return "webp";
        case ImageFormat::bmp:
            return "bmp";
        case ImageFormat::gif:
            return "gif";
        case ImageFormat::tiff:
            return "tiff";
    }
    return "unknown";
}

void DecodeOptions::validate() const {
    if (channels != 1 && channels != 3 && channels != 4) {
        throw Error(ErrorCode::invalid_argument,
                    "channels is " + std::to_string(channels) + ": it must be 1, 3 or 4");
    }
    if (max_pixels == 0 || max_bytes == 0) {
        throw Error(ErrorCode::invalid_argument, "max_pixels and max_bytes must be above 0");
    }
}

ImageInfo probe_image(std::span<const std::uint8_t> file, const DecodeOptions& options) {
    check_bytes(file, options);
    switch (image::sniff(file)) {
        case ImageFormat::jpeg:
            return image::parse_jpeg(file, options);
        case ImageFormat::png:
            return image::parse_png(file, options).info;
        case ImageFormat::webp:
            return image::parse_webp(file, options).info;
        case ImageFormat::bmp:
            return image::parse_bmp(file, options).info;
        case ImageFormat::gif:
            return image::parse_gif(file, options).info;
        case ImageFormat::tiff:
            return image::parse_tiff(file, options).info;
    }
    throw Error(ErrorCode::internal, "a picture format without a reader");
}

ImageInfo probe_image(const std::filesystem::path& path, const DecodeOptions& options) {
    options.validate();
    const auto file = image::read_file(path, options.max_bytes);
    return naming(path, [&] { return probe_image(file, options); });
}

Image decode_image(std::span<const std::uint8_t> file, const DecodeOptions& options) {
    check_bytes(file, options);
    return decode_known(image::sniff(file), file, options);
}

Image load_image(const std::filesystem::path& path, const DecodeOptions& options) {
    options.validate();
    const auto file = image::read_file(path, options.max_bytes);
    return naming(path, [&] { return decode_image(file, options); });
}

}  // namespace catvton
