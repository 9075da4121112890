#pragma once

#include <cstdint>
#include <vector>

#include "catvton/image.hpp"
#include "image/byte_view.hpp"
#include "image/raster.hpp"

namespace catvton::image {

/// How the strips of a TIFF file are compressed; the numbers are the file's.
enum class TiffCompression { none = 1, lzw = 5, deflate = 8, packbits = 32773 };

/// The first picture of a baseline TIFF file: grey, RGB, RGBA or palette in strips.
struct TiffLayout {
    ImageInfo info;
    bool big_endian = false;
    bool white_is_zero = false;
    bool predictor = false;  ///< samples are differences to their left neighbour
    int samples = 1;         ///< stored for each pixel
    TiffCompression compression = TiffCompression::none;
    std::uint32_t rows_per_strip = 0;
    std::vector<Bytes> strips;
    std::vector<std::uint8_t> palette;  ///< RGB entries, empty without one

    std::size_t stored_row_bytes() const noexcept {
        return std::size_t(info.width) * std::size_t(samples) * std::size_t(info.bits / 8);
    }
};

/// Throws invalid_image, too_large, unsupported_format.
TiffLayout parse_tiff(Bytes file, const DecodeOptions& options);
/// Throws invalid_image when a strip is broken or too short.
Raster decode_tiff(const TiffLayout& layout);

}  // namespace catvton::image
