#include "image/sniff.hpp"

#include <algorithm>
#include <array>

#include "catvton/error.hpp"
#include "image/failure.hpp"

namespace catvton::image {

namespace {

using namespace std::string_view_literals;

struct Magic {
    ImageFormat format;
    std::string_view text;  ///< '?' stands for any byte
};

// TIFF's 43 is BigTIFF, which its reader refuses by name.
constexpr std::array kMagics{
    Magic{ImageFormat::jpeg, "\xFF\xD8\xFF"sv}, Magic{ImageFormat::png, "\x89PNG\r\n\x1A\n"sv},
    Magic{ImageFormat::webp, "RIFF????WEBP"sv}, Magic{ImageFormat::gif, "GIF87a"sv},
    Magic{ImageFormat::gif, "GIF89a"sv},        Magic{ImageFormat::tiff, "II\x2A\0"sv},
    Magic{ImageFormat::tiff, "MM\0\x2A"sv},     Magic{ImageFormat::tiff, "II\x2B\0"sv},
    Magic{ImageFormat::tiff, "MM\0\x2B"sv},     Magic{ImageFormat::bmp, "BM"sv},
};

/// How many bytes of the file agree with the magic before one differs or the file ends.
std::size_t matching(Bytes file, std::string_view magic) {
    const std::size_t count = std::min(file.size(), magic.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (magic[i] != '?' && file[i] != static_cast<std::uint8_t>(magic[i])) return i;
    }
    return count;
}

}  // namespace

ImageFormat sniff(Bytes file) {
    if (file.empty()) {
        throw Error(ErrorCode::invalid_image, "the file is empty (0 bytes): give it a picture");
    }
    for (const Magic& magic : kMagics) {
        const std::size_t same = matching(file, magic.text);
        if (same == magic.text.size()) return magic.format;
        if (same == file.size() && same >= 2) {
            fail_damaged(magic.format, "the file ends after " + std::to_string(same) + " bytes");
        }
    }
    throw Error(
        ErrorCode::unsupported_format,
        "the content is of no known picture format: give JPEG, PNG, WebP, BMP, GIF or TIFF");
}

}  // namespace catvton::image
