#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "catvton/export.hpp"

namespace catvton {

/// Borrowed 8-bit pixels, rows top to bottom, channels interleaved: 1 grey, 3 RGB, 4 RGBA.
/// The memory must outlive the call that the view is given to.
struct ImageView {
    const std::uint8_t* data = nullptr;
    int width = 0;
    int height = 0;
    int channels = 0;
    std::size_t stride = 0;  ///< bytes from one row to the next; 0 means width * channels

    std::size_t row_bytes() const noexcept { return std::size_t(width) * std::size_t(channels); }
    const std::uint8_t* row(int y) const noexcept {
        return data + std::size_t(y) * (stride ? stride : row_bytes());
    }
    /// Throws invalid_argument unless the view is usable: non-null, sides 1..16384, 1, 3 or 4
    /// channels, stride >= row.
    CATVTON_API void validate(const char* what = "image") const;
};

/// Owned 8-bit pixels without padding between rows.
class CATVTON_API Image {
public:
    Image() = default;
    /// Zero-filled.
    Image(int width, int height, int channels);
    explicit Image(const ImageView& source);
    /// Takes `pixels`; throws invalid_argument unless they are width * height * channels bytes.
    Image(int width, int height, int channels, std::vector<std::uint8_t> pixels);

    int width() const noexcept { return width_; }
    int height() const noexcept { return height_; }
    int channels() const noexcept { return channels_; }
    bool empty() const noexcept { return pixels_.empty(); }
    std::uint8_t* data() noexcept { return pixels_.data(); }
    const std::uint8_t* data() const noexcept { return pixels_.data(); }
    std::size_t size() const noexcept { return pixels_.size(); }
    std::uint8_t* row(int y) noexcept { return pixels_.data() + std::size_t(y) * row_bytes(); }
    const std::uint8_t* row(int y) const noexcept {
        return pixels_.data() + std::size_t(y) * row_bytes();
    }
    std::size_t row_bytes() const noexcept { return std::size_t(width_) * std::size_t(channels_); }
    ImageView view() const noexcept { return {pixels_.data(), width_, height_, channels_, 0}; }
    operator ImageView() const noexcept { return view(); }
    bool operator==(const Image&) const = default;

private:
    int width_ = 0;
    int height_ = 0;
    int channels_ = 0;
    std::vector<std::uint8_t> pixels_;
};

/// JPEG, PNG and WebP are read and written, the others only read.
enum class ImageFormat { jpeg, png, webp, bmp, gif, tiff };
/// "jpeg", "png", ...
CATVTON_API std::string_view format_name(ImageFormat format) noexcept;
enum class ResizeFilter { nearest, bilinear, bicubic, lanczos };

/// What becomes of transparency when a picture is decoded to RGB or grey.
enum class AlphaRule {
    over_white,  ///< (c*a + 255*(255-a) + 127) / 255: for photos
    ignore,      ///< dropped, as Pillow's convert("RGB") does: for masks
};

struct DecodeOptions {
    int channels = 3;                         ///< of the result: 1 (grey), 3 (RGB) or 4 (RGBA)
    AlphaRule alpha = AlphaRule::over_white;  ///< unused when channels is 4
    std::uint64_t max_pixels =
        64ull * 1024 * 1024;  ///< declared width * height, checked before any allocation
    std::uint64_t max_bytes = 64ull * 1024 * 1024;  ///< of the encoded file
    bool apply_orientation = true;  ///< turn and mirror as the EXIF orientation says
    /// Throws invalid_argument when a field is out of range.
    CATVTON_API void validate() const;
};

struct EncodeOptions {
    ImageFormat format = ImageFormat::png;
    int quality = 95;  ///< 1..100, for JPEG and lossy WebP; PNG ignores it
    /// Throws invalid_argument when a field is out of range.
    CATVTON_API void validate() const;
};

/// What a file says about its picture, before orientation, alpha and options are applied.
struct ImageInfo {
    ImageFormat format = ImageFormat::jpeg;
    int width = 0;          ///< pixels, as stored
    int height = 0;         ///< pixels, as stored
    int channels = 0;       ///< 1 grey, 2 grey+alpha, 3 colour (or palette), 4 RGBA or CMYK
    int bits = 8;           ///< of a sample (of a palette index), 1..16
    int orientation = 1;    ///< EXIF, 1..8; 1 when absent or broken
    bool alpha = false;     ///< some pixels may be transparent
    bool animated = false;  ///< has more frames than the one that is read
};

/// Checks the structure of a file and reads its header, without decoding pixels. Throws as
/// decode_image for everything that the structure shows.
CATVTON_API ImageInfo probe_image(std::span<const std::uint8_t> file, const DecodeOptions& = {});
/// The same for a file. Throws also not_found, io.
CATVTON_API ImageInfo probe_image(const std::filesystem::path& path, const DecodeOptions& = {});

/// Decodes JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF; the kind is told by the content, never
/// by a name. 16-bit samples keep their high byte. Throws invalid_image (damaged), too_large,
/// unsupported_format.
CATVTON_API Image decode_image(std::span<const std::uint8_t> file, const DecodeOptions& = {});
/// The same for a file. Throws also not_found, io.
CATVTON_API Image load_image(const std::filesystem::path& path, const DecodeOptions& = {});
/// Grey, RGB or RGBA pixels to a file in memory (JPEG refuses RGBA).
CATVTON_API std::vector<std::uint8_t> encode_image(const ImageView& image,
                                                   const EncodeOptions& = {});
/// Encodes by the extension of `path` (.png .jpg .jpeg .webp). The file appears whole or not at
/// all: it is written beside its final place and renamed.
CATVTON_API void save_image(const ImageView& image, const std::filesystem::path& path,
                            int quality = 95);

/// Bit-exact to Pillow 10.3: horizontal pass, 8-bit rounding, vertical pass; RGBA is resized
/// premultiplied. An unchanged size is a copy. Sides 1..16384.
CATVTON_API Image resize(const ImageView& image, int width, int height, ResizeFilter filter);
/// Pillow's GaussianBlur (three extended box blurs along each axis). radius >= 0 in pixels; 0
/// copies.
CATVTON_API Image gaussian_blur(const ImageView& image, float radius);
/// Centre crop to the target's aspect ratio, then LANCZOS: how the person and the mask enter the
/// network. A picture so thin that nothing is left of it becomes black, as with Pillow.
CATVTON_API Image resize_and_crop(const ImageView& image, int width, int height);
/// LANCZOS to fit inside, centred on white: how the cloth enters the network. The result is RGB;
/// transparency shows the white.
/// Throws invalid_argument when the picture is so thin that a side would round to zero.
CATVTON_API Image resize_and_padding(const ImageView& image, int width, int height);
/// (19595 R + 38470 G + 7471 B + 32768) >> 16, Pillow's convert("L"); alpha is dropped.
CATVTON_API Image to_grey(const ImageView& image);

}  // namespace catvton
