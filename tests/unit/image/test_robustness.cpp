// Damaged files end in an Error or in a picture, never in a crash; cut files never in a wrong one.
#include <doctest/doctest.h>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

constexpr std::uintmax_t kSmall = 8000;  // bytes; keeps the loops short

std::optional<Image> decoded(std::span<const std::uint8_t> file) {
    DecodeOptions options;
    options.max_pixels = 1 << 20;  // a flipped bit may declare any size
    options.channels = 4;
    try {
        return decode_image(file, options);
    } catch (const Error& error) {
        const ErrorCode code = error.code();
        const bool expected = code == ErrorCode::invalid_image || code == ErrorCode::too_large ||
                              code == ErrorCode::unsupported_format;
        CHECK_MESSAGE(expected, error.what());
        return std::nullopt;
    }
}

/// Bytes behind the picture that the format lets pass.
bool may_miss_its_end(const std::string& name) {
    return name.find("trailing") != std::string::npos;
}

}  // namespace

TEST_CASE("a small file of every format is refused at every shorter length") {
    std::size_t files = 0;
    for (const std::string& name : picture_names("files", kSmall)) {
        CAPTURE(name);
        const FileBytes file = picture_bytes(name);
        const std::optional<Image> whole = decoded(file);
        REQUIRE(whole);
        for (std::size_t size = 0; size < file.size(); ++size) {
            CAPTURE(size);
            // In memory of exactly that size, so that a sanitizer sees a read beyond it.
            const FileBytes cut(file.begin(), file.begin() + std::ptrdiff_t(size));
            const std::optional<Image> image = decoded(cut);
            if (!image) continue;
            CHECK(may_miss_its_end(name));
            CHECK(*image == *whole);
        }
        ++files;
    }
    CHECK(files == 84);
}

TEST_CASE("any single flipped bit is survived") {
    for (const char* name :
         {"files/jpeg_1x1.jpg", "files/jpeg_17x9.jpg", "files/jpeg_progressive_420.jpg",
          "files/png_1x1.png", "files/png_palette4_interlaced.png", "files/png_grey2.png",
          "files/webp_lossy.webp", "files/webp_lossy_alpha.webp", "files/webp_exif_6.webp",
          "files/bmp_1.bmp", "files/gif_transparent.gif", "files/tiff_orientation_6.tif"}) {
        CAPTURE(name);
        FileBytes file = picture_bytes(name);
        for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
            file[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            decoded(file);
            file[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        }
    }
}

TEST_CASE("bytes set to their extremes are survived") {
    for (const char* name :
         {"files/webp_lossless.webp", "files/gif_palette.gif", "files/tiff_rgb_tiff_lzw.tif",
          "files/tiff_rgb_packbits.tif", "files/tiff_rgb_tiff_adobe_deflate.tif",
          "files/jpeg_restart.jpg", "files/webp_animated.webp", "files/bmp_8.bmp"}) {
        CAPTURE(name);
        FileBytes file = picture_bytes(name);
        for (std::uint8_t& byte : file) {
            for (const std::uint8_t value : {std::uint8_t(0), std::uint8_t(255)}) {
                const std::uint8_t kept = byte;
                byte = value;
                decoded(file);
                byte = kept;
            }
        }
    }
}

TEST_CASE("every flipped bit of PNG pixel data is noticed") {
    FileBytes file = picture_bytes("files/png_1x1.png");
    for (std::size_t bit = 33 * 8; bit < (file.size() - 12) * 8; ++bit) {
        CAPTURE(bit);
        file[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        CHECK_FALSE(decoded(file));
        file[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    }
}
