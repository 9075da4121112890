#include "log.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace catvton::server {

void log_line(std::string_view text) {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &parts);
    std::fprintf(stderr, "%s %.*s\n", stamp, static_cast<int>(text.size()), text.data());
}

}  // namespace catvton::server
