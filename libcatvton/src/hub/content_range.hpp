#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace catvton::hub {

struct ContentRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::optional<std::uint64_t> total;  ///< nothing: "*"
};

/// "bytes 5-9/10". Nothing for any other text.
std::optional<ContentRange> parse_content_range(const std::string& text);

/// Decimal digits alone. Nothing for any other text.
std::optional<std::uint64_t> parse_length(const std::string& text);

}  // namespace catvton::hub
