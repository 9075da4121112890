#pragma once

#include <utility>

#include "catvton/catvton.h"
#include "last_error.hpp"

namespace catvton::capi {

/// Marks the calling thread as being inside a log sink, which must not call the library.
class LogSinkScope {
public:
    LogSinkScope() noexcept;
    ~LogSinkScope();
    LogSinkScope(const LogSinkScope&) = delete;
    LogSinkScope& operator=(const LogSinkScope&) = delete;
};

/// Throws invalid_state inside a log sink: the log's lock is held.
void check_not_in_log_sink();

/// Turns the exception being handled into a status and the thread's last message.
catvton_status record_current_exception() noexcept;

/// Runs the body of one C function: the only place that exceptions can reach.
template <class Work>
catvton_status guard(Work&& work) noexcept {
    try {
        check_not_in_log_sink();
        std::forward<Work>(work)();
        set_fixed_last_error("");
        return CATVTON_STATUS_OK;
    } catch (...) {
        return record_current_exception();
    }
}

}  // namespace catvton::capi
