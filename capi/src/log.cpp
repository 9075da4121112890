#include "catvton/log.hpp"

#include <string>

#include "arguments.hpp"
#include "barrier.hpp"
#include "process.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_set_log_sink(catvton_log_fn sink, void* user_data,
                                    std::int32_t minimum_level) {
    return guard([&] {
        // A thread of the parent may have been in the sink, holding its lock, at the fork.
        check_compute_process();
        const LogLevel minimum = to_enum(minimum_level, LogLevel::error, "minimum_level");
        if (!sink) {
            set_log_sink({}, minimum);
            return;
        }
        set_log_sink(
            [sink, user_data](LogLevel level, std::string_view message) {
                const LogSinkScope scope;
                sink(static_cast<std::int32_t>(level), std::string(message).c_str(), user_data);
            },
            minimum);
    });
}
