#pragma once

#include <functional>
#include <string_view>

#include "catvton/export.hpp"

namespace catvton {

enum class LogLevel { debug = 0, info = 1, warning = 2, error = 3 };

using LogSink = std::function<void(LogLevel, std::string_view message)>;

/// Replaces the process-wide sink; an empty sink silences the library (the default).
/// May be called from any thread. The sink is called from the thread that logs, one message at a
/// time; it must not call back into the library.
CATVTON_API void set_log_sink(LogSink sink, LogLevel minimum = LogLevel::info);

}  // namespace catvton
