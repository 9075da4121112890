#pragma once

#include <map>
#include <string>
#include <string_view>

namespace catvton::server {

/// A request target in its two halves.
struct Target {
    std::string path;                                       ///< percent-decoded
    std::map<std::string, std::string, std::less<>> query;  ///< of a repeated name the last
};

/// Throws ApiError 400 for a broken percent escape in the path; in the query it stays as it is.
Target parse_target(std::string_view target);

}  // namespace catvton::server
