#pragma once

#include <string_view>

namespace catvton::server {

/// One line with the time (UTC) on standard error. From any thread.
void log_line(std::string_view text);

}  // namespace catvton::server
