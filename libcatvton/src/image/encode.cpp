// The public functions that write pictures.
#include <algorithm>
#include <array>
#include <string>

#include "catvton/error.hpp"
#include "catvton/image.hpp"
#include "image/convert.hpp"
#include "image/encoders.hpp"
#include "image/output_file.hpp"

namespace catvton {

namespace {

ImageFormat format_of(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (extension == ".png") return ImageFormat::png;
    if (extension == ".jpg" || extension == ".jpeg") return ImageFormat::jpeg;
    if (extension == ".webp") return ImageFormat::webp;
    throw Error(ErrorCode::invalid_argument, "the output " + path.string() +
                                                 " has the extension \"" + extension +
                                                 "\": use .png, .jpg, .jpeg or .webp");
}

}  // namespace

void EncodeOptions::validate() const {
    if (format != ImageFormat::png && format != ImageFormat::jpeg && format != ImageFormat::webp) {
        throw Error(ErrorCode::invalid_argument,
                    "format is " + std::string(format_name(format)) +
                        ", which is only read: write png, jpeg or webp");
    }
    if (quality < 1 || quality > 100) {
        throw Error(ErrorCode::invalid_argument,
                    "quality is " + std::to_string(quality) + ": it must be 1 to 100");
    }
}

std::vector<std::uint8_t> encode_image(const ImageView& image, const EncodeOptions& options) {
    options.validate();
    image.validate();
    if (options.format == ImageFormat::png) return image::encode_png(image);
    if (options.format == ImageFormat::webp) {
        if (image.channels == 1) return image::encode_webp(image::to_rgb(image), options.quality);
        return image::encode_webp(image, options.quality);
    }
    if (image.channels == 4) {
        throw Error(ErrorCode::invalid_argument,
                    "a JPEG cannot hold the 4th channel (alpha): give RGB, or write a PNG");
    }
    return image::encode_jpeg(image, options.quality);
}

void save_image(const ImageView& image, const std::filesystem::path& path, int quality) {
    EncodeOptions options;
    options.format = format_of(path);
    options.quality = quality;
    image::write_file(path, encode_image(image, options));
}

}  // namespace catvton
