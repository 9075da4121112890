#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catvton/error.hpp"

namespace catvton::weights {

/// a * b, or nothing when it does not fit.
inline std::optional<std::uint64_t> checked_multiply(std::uint64_t a, std::uint64_t b) {
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
    return product;
}

/// A cursor over untrusted bytes: little-endian, and no read goes past the end.
class ByteReader {
public:
    /// `what` begins the messages of errors, e.g. "'model.pth': torch zip".
    ByteReader(std::span<const std::byte> bytes, std::string what)
        : bytes_(bytes), what_(std::move(what)) {}

    std::size_t position() const noexcept { return position_; }
    std::size_t left() const noexcept { return bytes_.size() - position_; }

    /// The next `count` bytes. Throws corrupt_weights naming `field` when fewer are left.
    std::span<const std::byte> take(std::uint64_t count, const char* field) {
        if (count > left()) {
            throw Error(ErrorCode::corrupt_weights,
                        what_ + ": truncated: " + field + " needs " + std::to_string(count) +
                            " bytes at offset " + std::to_string(position_) + ", " +
                            std::to_string(left()) + " are left");
        }
        const auto result = bytes_.subspan(position_, static_cast<std::size_t>(count));
        position_ += static_cast<std::size_t>(count);
        return result;
    }

    template <class Integer>
    Integer integer(const char* field) {
        std::uint64_t value = 0;
        unsigned shift = 0;
        for (const std::byte b : take(sizeof(Integer), field)) {
            value |= std::uint64_t(b) << shift;
            shift += 8;
        }
        return static_cast<Integer>(value);
    }

    std::string_view text(std::uint64_t count, const char* field) {
        const auto bytes = take(count, field);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    /// At most the next `count` bytes, which stay to be read.
    std::string_view peek(std::size_t count) const noexcept {
        const auto bytes = bytes_.subspan(position_, count < left() ? count : left());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    /// Moves to an absolute offset. Throws corrupt_weights when it lies outside.
    void seek(std::uint64_t offset, const char* field) {
        if (offset > bytes_.size()) {
            throw Error(ErrorCode::corrupt_weights, what_ + ": " + field + " points to offset " +
                                                        std::to_string(offset) + " of " +
                                                        std::to_string(bytes_.size()) + " bytes");
        }
        position_ = static_cast<std::size_t>(offset);
    }

    const std::string& what() const noexcept { return what_; }

private:
    std::span<const std::byte> bytes_;
    std::string what_;
    std::size_t position_ = 0;
};

}  // namespace catvton::weights
