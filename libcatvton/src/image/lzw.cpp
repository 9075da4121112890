#include "image/lzw.hpp"

#include <algorithm>
#include <array>

namespace catvton::image {

namespace {

constexpr unsigned kMaxBits = 12;
constexpr std::size_t kMaxCodes = std::size_t(1) << kMaxBits;

class BitReader {
public:
    BitReader(Bytes data, LzwDialect dialect) : data_(data), dialect_(dialect) {}

    /// False when fewer than `width` bits are left.
    bool read(unsigned width, unsigned& code) {
        while (count_ < width) {
            if (at_ == data_.size()) return false;
            const unsigned byte = data_[at_++];
            bits_ = dialect_ == LzwDialect::gif ? bits_ | byte << count_ : bits_ << 8 | byte;
            count_ += 8;
        }
        count_ -= width;
        const unsigned mask = (1u << width) - 1;
        if (dialect_ == LzwDialect::gif) {
            code = bits_ & mask;
            bits_ >>= width;
        } else {
            code = bits_ >> count_ & mask;
        }
        return true;
    }

private:
    Bytes data_;
    LzwDialect dialect_;
    std::size_t at_ = 0;
    unsigned bits_ = 0, count_ = 0;
};

class Decoder {
public:
    Decoder(LzwDialect dialect, unsigned literal_bits, std::span<std::uint8_t> out)
        : early_(dialect == LzwDialect::tiff ? 1 : 0),
          clear_(1u << literal_bits),
          literal_bits_(literal_bits),
          out_(out) {
        for (unsigned i = 0; i < clear_; ++i) {
            last_byte_[i] = static_cast<std::uint8_t>(i);
            length_[i] = 1;
        }
        reset();
    }

    std::ptrdiff_t run(BitReader bits) {
        unsigned code = 0;
        while (written_ < out_.size() && bits.read(width_, code) && code != clear_ + 1) {
            if (code == clear_) {
                reset();
            } else if (!accept(code)) {
                return -1;
            }
        }
        return static_cast<std::ptrdiff_t>(written_);
    }

private:
    void reset() {
        width_ = literal_bits_ + 1;
        next_ = clear_ + 2;
        previous_ = kMaxCodes;
    }

    bool accept(unsigned code) {
        const bool first = previous_ == kMaxCodes;
        if (first ? code >= clear_ : code > next_ || (code == next_ && next_ == kMaxCodes)) {
            return false;
        }
        if (!first && next_ < kMaxCodes) add(code);
        emit(code);
        previous_ = code;
        if (next_ + early_ >= (1u << width_) && width_ < kMaxBits) ++width_;
        return true;
    }

    /// The previous string and the first byte of this one (its own, when the code is the new one).
    void add(unsigned code) {
        prefix_[next_] = static_cast<std::uint16_t>(previous_);
        length_[next_] = static_cast<std::uint16_t>(length_[previous_] + 1);
        last_byte_[next_] = first_byte(code == next_ ? previous_ : code);
        ++next_;
    }

    std::uint8_t first_byte(std::size_t code) const {
        while (length_[code] > 1) code = prefix_[code];
        return last_byte_[code];
    }

    void emit(std::size_t code) {
        const std::size_t length = length_[code];
        for (std::size_t i = length; i-- > 0; code = prefix_[code]) {
            if (written_ + i < out_.size()) out_[written_ + i] = last_byte_[code];
        }
        written_ = std::min(written_ + length, out_.size());
    }

    unsigned early_, clear_, literal_bits_, width_ = 0;
    std::size_t next_ = 0, previous_ = 0, written_ = 0;
    std::span<std::uint8_t> out_;
    std::array<std::uint16_t, kMaxCodes> prefix_{};
    std::array<std::uint16_t, kMaxCodes> length_{};
    std::array<std::uint8_t, kMaxCodes> last_byte_{};
};

}  // namespace

std::ptrdiff_t decode_lzw(Bytes data, LzwDialect dialect, unsigned literal_bits,
                          std::span<std::uint8_t> out) {
    return Decoder(dialect, literal_bits, out).run(BitReader(data, dialect));
}

}  // namespace catvton::image
