#pragma once

#include <span>
#include <vector>

#include "image/byte_view.hpp"

namespace catvton::image {

/// The two dialects of Lempel-Ziv-Welch in picture files.
enum class LzwDialect {
    gif,   ///< low bits first, width grows when the table is full
    tiff,  ///< high bits first, width grows one code earlier
};

/// Decodes at most out.size() bytes. `literal_bits` is 2..8 (8 for TIFF). Returns how many bytes
/// were written; fewer than wanted means that the data ended. Returns -1 for an impossible code.
std::ptrdiff_t decode_lzw(Bytes data, LzwDialect dialect, unsigned literal_bits,
                          std::span<std::uint8_t> out);

}  // namespace catvton::image
