#pragma once

#include <string>
#include <string_view>

namespace catvton::weights {

/// Text of an untrusted file for a message: everything but printable ASCII becomes \xNN, and what
/// is longer than `max` characters ends in "...".
std::string printable(std::string_view text, std::size_t max = 128);

/// Whether a text is UTF-8 without overlong forms, surrogates or control characters.
bool is_clean_utf8(std::string_view text) noexcept;

}  // namespace catvton::weights
