#include "barrier.hpp"

#include <exception>
#include <new>

#include "catvton/error.hpp"

namespace catvton::capi {

namespace {

__attribute__((tls_model("initial-exec"))) constinit thread_local bool in_log_sink = false;

}  // namespace

LogSinkScope::LogSinkScope() noexcept { in_log_sink = true; }
LogSinkScope::~LogSinkScope() { in_log_sink = false; }

void check_not_in_log_sink() {
    if (!in_log_sink) return;
    throw Error(ErrorCode::invalid_state, "called from a log sink: return from it first");
}

catvton_status record_current_exception() noexcept {
    try {
        throw;
    } catch (const Error& error) {
        set_last_error(error.what());
        return static_cast<catvton_status>(error.code());
    } catch (const std::bad_alloc&) {
        set_fixed_last_error("the machine has too little memory for this call");
        return CATVTON_STATUS_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        set_last_error(error.what());
    } catch (...) {
        set_fixed_last_error("an exception of an unknown type, perhaps thrown by a callback");
    }
    return CATVTON_STATUS_INTERNAL;
}

}  // namespace catvton::capi
