#pragma once

#include <cstdint>
#include <vector>

#include "image/byte_view.hpp"

namespace catvton::image {

/// The first directory of a TIFF file: tags with numbers. Throws invalid_image when it, or the
/// chain of directories behind it, does not lie inside the file; unsupported_format for BigTIFF.
class TiffDirectory {
public:
    explicit TiffDirectory(Bytes file);

    bool big_endian() const noexcept { return big_; }
    bool more_pictures() const noexcept { return more_; }
    bool has(std::uint16_t tag) const noexcept { return find(tag) != 0; }
    /// The first number of the tag, or `fallback` without it.
    std::uint32_t number(std::uint16_t tag, std::uint32_t fallback) const;
    /// The tag's numbers, at most `limit` of them; empty without it.
    std::vector<std::uint32_t> numbers(std::uint16_t tag, std::size_t limit) const;

private:
    /// Position of the tag's entry, 0 without it.
    std::size_t find(std::uint16_t tag) const noexcept;
    void check_chain() const;

    bool big_;
    ByteView file_;
    std::size_t entries_ = 0;
    std::size_t count_ = 0;
    bool more_ = false;
};

}  // namespace catvton::image
