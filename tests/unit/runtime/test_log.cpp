#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/log.hpp"

using namespace catvton;

TEST_CASE("the sink gets what is at or above its level, and may throw") {
    std::vector<std::string> seen;
    set_log_sink([&](LogLevel, std::string_view message) { seen.emplace_back(message); },
                 LogLevel::warning);
    runtime::log(LogLevel::info, "quiet");
    runtime::log(LogLevel::error, "loud");
    CHECK(seen == std::vector<std::string>{"loud"});
    set_log_sink([](LogLevel, std::string_view) { throw std::runtime_error("sink"); });
    runtime::log(LogLevel::error, "swallowed");
    set_log_sink({});
    runtime::log(LogLevel::error, "nowhere");
    CHECK(seen.size() == 1);
}
