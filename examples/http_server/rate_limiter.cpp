#include "rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace catvton::server {

namespace {

constexpr std::size_t kManyBuckets = 10'000;

double minutes_between(RateLimiter::Clock::time_point from, RateLimiter::Clock::time_point to) {
    return std::chrono::duration<double, std::ratio<60>>(to - from).count();
}

}  // namespace

int RateLimiter::take(const std::string& address, Clock::time_point now) {
    if (per_minute_ <= 0) return 0;
    if (buckets_.size() > kManyBuckets) forget_full(now);
    const double burst = std::max(1.0, per_minute_);
    const auto [found, added] = buckets_.try_emplace(address, Bucket{burst, now});
    Bucket& bucket = found->second;
    bucket.tokens =
        std::min(burst, bucket.tokens + per_minute_ * minutes_between(bucket.filled, now));
    bucket.filled = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / per_minute_ * 60)));
}

void RateLimiter::forget_full(Clock::time_point now) {
    std::erase_if(buckets_, [&](const auto& entry) {
        return entry.second.tokens + per_minute_ * minutes_between(entry.second.filled, now) >=
               std::max(1.0, per_minute_);
    });
}

}  // namespace catvton::server
