#include "hub/content_range.hpp"

#include <charconv>

namespace catvton::hub {

std::optional<std::uint64_t> parse_length(const std::string& text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || last != end) return std::nullopt;
    return value;
}

std::optional<ContentRange> parse_content_range(const std::string& text) {
    const auto dash = text.find('-');
    const auto slash = text.find('/');
    if (!text.starts_with("bytes ") || dash == std::string::npos || slash == std::string::npos ||
        slash < dash)
        return std::nullopt;
    const auto first = parse_length(text.substr(6, dash - 6));
    const auto last = parse_length(text.substr(dash + 1, slash - dash - 1));
    const std::string total = text.substr(slash + 1);
    if (!first || !last || *last < *first) return std::nullopt;
    if (total == "*") return ContentRange{*first, *last, std::nullopt};
    const auto size = parse_length(total);
    if (!size || *last >= *size) return std::nullopt;
    return ContentRange{*first, *last, size};
}

}  // namespace catvton::hub
