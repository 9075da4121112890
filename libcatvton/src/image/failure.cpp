#include "image/failure.hpp"

#include "catvton/error.hpp"

namespace catvton::image {

namespace {

std::string prefix(ImageFormat format) { return std::string(format_name(format)) + ": "; }

}  // namespace

void fail_damaged(ImageFormat format, const std::string& rule) {
    throw Error(ErrorCode::invalid_image,
                prefix(format) + rule + "; the file is damaged, save or download it again");
}

void fail_unsupported(ImageFormat format, const std::string& feature) {
    throw Error(ErrorCode::unsupported_format,
                prefix(format) + feature +
                    " is not read here; convert the picture to an ordinary JPEG, PNG or WebP");
}

void check_declared_size(ImageFormat format, std::uint64_t width, std::uint64_t height,
                         const DecodeOptions& options) {
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    if (width == 0 || height == 0) fail_damaged(format, "the declared size is " + size);
    if (width > kMaxSide || height > kMaxSide) {
        throw Error(ErrorCode::too_large, prefix(format) + "the declared size is " + size +
                                              ", a side may have 16384 pixels; scale it down");
    }
    if (width * height > options.max_pixels) {
        throw Error(ErrorCode::too_large,
                    prefix(format) + "the declared size is " + size + ", " +
                        std::to_string(width * height) + " pixels, the limit is " +
                        std::to_string(options.max_pixels) + "; scale it down");
    }
}

}  // namespace catvton::image
