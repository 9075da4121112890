#pragma once

#include <string>

namespace catvton::hub {

/// An absolute http or https URL without user name or password.
class Url {
public:
    /// Throws invalid_argument for anything else.
    explicit Url(const std::string& text);

    const std::string& text() const noexcept { return text_; }
    /// scheme://host:port, the port always written: what a credential belongs to.
    const std::string& origin() const noexcept { return origin_; }
    bool is_https() const noexcept { return origin_.starts_with("https://"); }
    /// For a message: without the query, where content networks put their signatures.
    std::string printable() const;
    /// The target of a Location header. Throws invalid_argument as the constructor does.
    Url resolved(const std::string& location) const;

private:
    std::string text_;
    std::string origin_;
};

/// Percent-encodes a path's segments; slashes stay.
std::string quoted_path(const std::string& path);

}  // namespace catvton::hub
