#include "runtime/log.hpp"

#include <memory>
#include <mutex>

namespace catvton {

namespace {

struct SinkState {
    std::mutex mutex;
    LogSink sink;
    LogLevel minimum = LogLevel::info;
};

// Never destroyed: a worker thread may still log while the process exits.
SinkState& state() {
    static SinkState* const instance = new SinkState;
    return *instance;
}

}  // namespace

void set_log_sink(LogSink sink, LogLevel minimum) {
    SinkState& s = state();
    const std::lock_guard lock(s.mutex);
    s.sink = std::move(sink);
    s.minimum = minimum;
}

namespace runtime {

void log(LogLevel level, std::string_view message) noexcept {
    try {
        SinkState& s = state();
        const std::lock_guard lock(s.mutex);
        if (s.sink && level >= s.minimum) s.sink(level, message);
    } catch (...) {  // a sink that throws must not stop an inference
    }
}

}  // namespace runtime

}  // namespace catvton
