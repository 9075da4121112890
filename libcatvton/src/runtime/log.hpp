#pragma once

#include <string_view>

#include "catvton/log.hpp"

namespace catvton::runtime {

/// Hands one message to the sink, if there is one and the level is wanted. Never throws.
void log(LogLevel level, std::string_view message) noexcept;

}  // namespace catvton::runtime
