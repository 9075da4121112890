#include "header_parameters.hpp"

#include <algorithm>

namespace catvton::server {

namespace {

/// Reads a quoted string whose opening quote was consumed; `at` ends behind the closing one.
std::string quoted_string(std::string_view text, std::size_t& at) {
    std::string value;
    for (; at < text.size() && text[at] != '"'; ++at) {
        // Browsers escape the quote only; a lone backslash is part of a Windows path.
        const bool escaped = text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"';
        value += text[escaped ? ++at : at];
    }
    if (at < text.size()) ++at;
    return value;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::map<std::string, std::string, std::less<>> header_parameters(std::string_view text) {
    std::map<std::string, std::string, std::less<>> parameters;
    std::size_t at = std::min(text.find(';'), text.size());
    parameters[""] = lower_case(trimmed(text.substr(0, at)));
    while (at < text.size()) {
        const std::size_t equals = text.find('=', ++at);
        if (equals == std::string_view::npos) break;
        std::string name = lower_case(trimmed(text.substr(at, equals - at)));
        at = equals + 1;
        while (at < text.size() && text[at] == ' ') ++at;
        std::string value;
        if (at < text.size() && text[at] == '"') {
            value = quoted_string(text, ++at);
            at = std::min(text.find(';', at), text.size());
        } else {
            const std::size_t end = std::min(text.find(';', at), text.size());
            value = trimmed(text.substr(at, end - at));
            at = end;
        }
        parameters.emplace(std::move(name), std::move(value));
    }
    return parameters;
}

}  // namespace catvton::server
