#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace catvton::image {

using Bytes = std::span<const std::uint8_t>;

/// Reads integers of one byte order from borrowed memory. Every read must be inside: ask `has`
/// first.
class ByteView {
public:
    ByteView(Bytes bytes, bool big_endian) : bytes_(bytes), big_(big_endian) {}

    std::size_t size() const noexcept { return bytes_.size(); }
    /// `count` bytes from `at` on are inside; cannot overflow.
    bool has(std::uint64_t at, std::uint64_t count) const noexcept {
        return at <= bytes_.size() && count <= bytes_.size() - at;
    }
    std::uint8_t u8(std::size_t at) const noexcept { return bytes_[at]; }
    std::uint16_t u16(std::size_t at) const noexcept {
        const unsigned a = bytes_[at], b = bytes_[at + 1];
        return static_cast<std::uint16_t>(big_ ? a << 8 | b : b << 8 | a);
    }
    std::uint32_t u32(std::size_t at) const noexcept {
        const std::uint32_t a = u16(at), b = u16(at + 2);
        return big_ ? a << 16 | b : b << 16 | a;
    }
    bool is(std::size_t at, std::string_view text) const noexcept {
        return has(at, text.size()) &&
               std::memcmp(bytes_.data() + at, text.data(), text.size()) == 0;
    }
    Bytes part(std::size_t at, std::size_t count) const noexcept {
        return bytes_.subspan(at, count);
    }

private:
    Bytes bytes_;
    bool big_;
};

}  // namespace catvton::image
