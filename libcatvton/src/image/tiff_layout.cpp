#include <algorithm>
#include <string>

#include "image/failure.hpp"
#include "image/tiff.hpp"
#include "image/tiff_directory.hpp"

namespace catvton::image {

namespace {

enum Tag : std::uint16_t {
    kWidth = 256,
    kHeight = 257,
    kBits = 258,
    kCompression = 259,
    kPhotometric = 262,
    kFillOrder = 266,
    kStripOffsets = 273,
    kOrientation = 274,
    kSamples = 277,
    kRowsPerStrip = 278,
    kStripBytes = 279,
    kPlanar = 284,
    kPredictor = 317,
    kColourMap = 320,
    kTileWidth = 322,
    kExtraSamples = 338,
    kSampleFormat = 339,
};
enum Photometric : std::uint32_t { kWhiteIsZero = 0, kBlackIsZero = 1, kRgb = 2, kPalette = 3 };

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::tiff, rule); }
[[noreturn]] void unsupported(const std::string& what) {
    fail_unsupported(ImageFormat::tiff, what);
}

TiffCompression compression_of(std::uint32_t number) {
    constexpr std::uint32_t old_deflate = 32946;
    if (number == 1) return TiffCompression::none;
    if (number == 5) return TiffCompression::lzw;
    if (number == 8 || number == old_deflate) return TiffCompression::deflate;
    if (number == 32773) return TiffCompression::packbits;
    unsupported("compression " + std::to_string(number));
}

class Reader {
public:
    Reader(Bytes file, const DecodeOptions& options)
        : file_(file), directory_(file), options_(options) {}

    TiffLayout read() {
        layout_.big_endian = directory_.big_endian();
        check_declared_size(ImageFormat::tiff, directory_.number(kWidth, 0),
                            directory_.number(kHeight, 0), options_);
        layout_.info.format = ImageFormat::tiff;
        layout_.info.width = static_cast<int>(directory_.number(kWidth, 0));
        layout_.info.height = static_cast<int>(directory_.number(kHeight, 0));
        layout_.info.animated = directory_.more_pictures();
        const std::uint32_t orientation = directory_.number(kOrientation, 1);
        layout_.info.orientation =
            orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
        read_coding();
        read_colours();
        read_strips();
        return std::move(layout_);
    }

private:
    void read_coding() {
        if (directory_.has(kTileWidth)) unsupported("a picture in tiles");
        if (directory_.number(kFillOrder, 1) != 1) unsupported("reversed bit order");
        for (const std::uint32_t format : directory_.numbers(kSampleFormat, 64)) {
            if (format != 1) unsupported("a sample format other than unsigned integers");
        }
        layout_.compression = compression_of(directory_.number(kCompression, 1));
        const std::uint32_t predictor = directory_.number(kPredictor, 1);
        if (predictor > 2) unsupported("predictor " + std::to_string(predictor));
        layout_.predictor = predictor == 2;
        read_samples();
    }

    void read_samples() {
        const std::uint32_t samples = directory_.number(kSamples, 1);
        if (samples < 1 || samples > 4) unsupported(std::to_string(samples) + " samples a pixel");
        layout_.samples = static_cast<int>(samples);
        if (samples > 1 && directory_.number(kPlanar, 1) != 1) unsupported("separate planes");
        const std::vector<std::uint32_t> bits = directory_.numbers(kBits, 64);
        if (bits.size() < samples) unsupported("a depth of 1 bit");
        if (std::any_of(bits.begin(), bits.end(), [&](auto b) { return b != bits[0]; }) ||
            (bits[0] != 8 && bits[0] != 16)) {
            unsupported("a depth of " + std::to_string(bits[0]) + " bits");
        }
        layout_.info.bits = static_cast<int>(bits[0]);
    }

    void read_colours() {
        const std::uint32_t photometric = directory_.number(kPhotometric, 0xFFFF);
        const bool grey = photometric == kWhiteIsZero || photometric == kBlackIsZero;
        if (!grey && photometric != kRgb && photometric != kPalette) {
            unsupported("colour space " + std::to_string(photometric));
        }
        const int colours = photometric == kRgb ? 3 : 1, extra = layout_.samples - colours;
        if (extra < 0)
            damaged("an RGB picture has " + std::to_string(layout_.samples) + " samples");
        if (extra > 1) unsupported("more than one extra sample");
        layout_.white_is_zero = photometric == kWhiteIsZero;
        if (extra == 1) read_extra_sample();
        if (photometric == kPalette) read_palette();
        layout_.info.channels = (grey ? 1 : 3) + (layout_.info.alpha ? 1 : 0);
    }

    /// 0 is of no meaning, 1 is premultiplied alpha, 2 is plain alpha.
    void read_extra_sample() {
        const std::uint32_t kind = directory_.number(kExtraSamples, 0);
        if (kind == 1) unsupported("premultiplied alpha");
        layout_.info.alpha = kind == 2;
    }

    void read_palette() {
        if (layout_.info.bits != 8 || layout_.samples != 1) unsupported("such a palette picture");
        const std::vector<std::uint32_t> map = directory_.numbers(kColourMap, 768);
        if (map.size() != 768)
            damaged("the palette has " + std::to_string(map.size()) + " numbers");
        for (std::size_t i = 0; i < 256; ++i) {
            for (std::size_t c = 0; c < 3; ++c) {
                layout_.palette.push_back(static_cast<std::uint8_t>(map[c * 256 + i] >> 8));
            }
        }
    }

    void read_strips() {
        const auto height = static_cast<std::uint32_t>(layout_.info.height);
        layout_.rows_per_strip = std::min(directory_.number(kRowsPerStrip, height), height);
        if (layout_.rows_per_strip == 0) damaged("a strip has 0 rows");
        const std::size_t count = (height - 1) / layout_.rows_per_strip + 1;
        const std::vector<std::uint32_t> offsets = directory_.numbers(kStripOffsets, count);
        const std::vector<std::uint32_t> sizes = directory_.numbers(kStripBytes, count);
        if (offsets.size() != count || sizes.size() != count) {
            damaged("there are " + std::to_string(offsets.size()) + " offsets for " +
                    std::to_string(count) + " strips");
        }
        const ByteView bytes(file_, false);
        for (std::size_t i = 0; i < count; ++i) {
            if (!bytes.has(offsets[i], sizes[i])) {
                damaged("strip " + std::to_string(i) + " ends beyond the file: it is truncated");
            }
            layout_.strips.push_back(bytes.part(offsets[i], sizes[i]));
        }
    }

    Bytes file_;
    TiffDirectory directory_;
    const DecodeOptions& options_;
    TiffLayout layout_;
};

}  // namespace

TiffLayout parse_tiff(Bytes file, const DecodeOptions& options) {
    return Reader(file, options).read();
}

}  // namespace catvton::image
