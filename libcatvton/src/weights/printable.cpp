#include "weights/printable.hpp"

#include <cstdint>

namespace catvton::weights {

namespace {

/// Bytes of the sequence that `lead` begins; 0 when nothing may begin with it.
std::size_t sequence_length(unsigned char lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

bool is_allowed(std::uint32_t code, std::size_t length) noexcept {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
    if (code >= 0xD800 && code < 0xE000) return false;
    return !(length == 3 && code < 0x800) && !(length == 4 && code < 0x10000) && code <= 0x10FFFF;
}

}  // namespace

std::string printable(std::string_view text, std::size_t max) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string result;
    for (const char c : text.substr(0, max)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7F) {
            result += c;
        } else {
            result += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    return text.size() > max ? result + "..." : result;
}

bool is_clean_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequence_length(lead);
        if (length == 0 || length > text.size() - i) return false;
        std::uint32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0) != 0x80) return false;
            code = code << 6 | (next & 0x3Fu);
        }
        if (!is_allowed(code, length)) return false;
        i += length;
    }
    return true;
}

}  // namespace catvton::weights
