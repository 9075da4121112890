#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace catvton::weights {

/// Limits of a JSON text from an untrusted file.
struct JsonLimits {
    std::size_t max_bytes = 4u << 20;
    int max_depth = 32;
    std::size_t max_values = 200'000;  ///< each costs memory beyond its text
};

/// Parses one JSON object. Throws corrupt_weights, beginning with `what`, for broken syntax,
/// invalid UTF-8, another top-level value, a duplicate key, too great a depth or size.
nlohmann::json parse_json_object(std::string_view text, const std::string& what,
                                 const JsonLimits& limits = {});

/// A JSON integer that is not negative; nothing for floats, strings, negatives.
std::optional<std::uint64_t> unsigned_integer(const nlohmann::json& value);

}  // namespace catvton::weights
