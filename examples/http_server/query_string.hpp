#pragma once

#include <map>
#include <string>
#include <string_view>

namespace catvton::server {

/// Of a repeated name the last.
using Query = std::map<std::string, std::string, std::less<>>;

/// A request target in its two halves.
struct Target {
    std::string path;  ///< percent-decoded
    Query query;
};

/// Takes also the absolute form (RFC 9112, 3.2.2). Throws ApiError 400 for a broken percent escape
/// in the path; in the query it stays as it is.
Target parse_target(std::string_view target);

}  // namespace catvton::server
