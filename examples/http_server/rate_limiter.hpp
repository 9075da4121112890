#pragma once

#include <chrono>
#include <map>
#include <string>

namespace catvton::server {

/// A token bucket for each client address. For one thread.
class RateLimiter {
public:
    using Clock = std::chrono::steady_clock;

    /// `per_minute`: also how many may come at once; 0: no limit.
    explicit RateLimiter(double per_minute) : per_minute_(per_minute) {}

    /// Takes one token; returns 0, or the seconds until there is one.
    int take(const std::string& address, Clock::time_point now = Clock::now());

private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point filled;
    };

    void forget_full(Clock::time_point now);

    double per_minute_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace catvton::server
