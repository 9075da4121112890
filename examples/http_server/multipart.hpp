#pragma once

#include <map>
#include <string>
#include <string_view>

namespace catvton::server {

struct FormField {
    std::string_view content;
    bool is_file = false;  ///< the part carries a file name
};

/// By name; of a repeated field the last one. The views point into the body.
using Form = std::map<std::string, FormField, std::less<>>;

/// The boundary of a multipart/form-data content type (RFC 7578, RFC 2046). Throws ApiError 400.
std::string multipart_boundary(std::string_view content_type);

/// Parses a whole body. Throws ApiError: 400 for broken framing, too many parts (1000) or a part's
/// header over 16 KiB, 413 for a part over `max_part` bytes.
Form parse_multipart(std::string_view body, const std::string& boundary, std::size_t max_part);

}  // namespace catvton::server
