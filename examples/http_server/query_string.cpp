#include "query_string.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "api_error.hpp"
#include "header_parameters.hpp"

namespace catvton::server {

namespace {

std::optional<char> escaped_byte(std::string_view digits) {
    unsigned value = 0;
    const char* const end = digits.data() + digits.size();
    if (digits.size() != 2 || std::from_chars(digits.data(), end, value, 16).ptr != end) return {};
    return static_cast<char>(value);
}

/// Decodes %XX, and + as a space in a query. A broken escape stays in a query, and is
/// refused in a path.
std::string decoded(std::string_view text, bool query) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && query) {
            out += ' ';
        } else if (text[i] == '%') {
            const auto byte = escaped_byte(text.substr(i + 1, 2));
            if (!byte && !query) throw bad_request("The path has a broken percent escape");
            out += byte.value_or('%');
            if (byte) i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// The target without the scheme and host that clients of proxies write before it.
std::string_view origin_form(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (lower_case(target.substr(0, scheme.size())) != scheme) continue;
        target.remove_prefix(scheme.size());
        target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
    }
    return target;
}

}  // namespace

Target parse_target(std::string_view target) {
    target = origin_form(target);
    Target result;
    const std::size_t mark = std::min(target.find('?'), target.size());
    result.path = mark == 0 ? "/" : decoded(target.substr(0, mark), false);
    std::string_view rest = target.substr(std::min(mark + 1, target.size()));
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        result.query[decoded(pair.substr(0, equals), true)] =
            decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    }
    return result;
}

}  // namespace catvton::server
