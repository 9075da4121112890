#include "hub/retry.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <random>
#include <thread>

#include "catvton/error.hpp"
#include "catvton/log.hpp"
#include "runtime/log.hpp"

namespace catvton::hub {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMaxFactor = 8;
constexpr auto kPollInterval = std::chrono::milliseconds(50);

std::optional<double> number(const char* begin, const char* end) {
    long value = 0;
    const auto [last, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || last == begin || value < 0) return std::nullopt;
    return static_cast<double>(value);
}

double chance() {
    static thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

std::optional<double> requested_wait(const HttpAnswer& answer) {
    if (const std::string& text = answer.header("retry-after"); !text.empty()) {
        const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
        if (digits) return number(text.data(), text.data() + text.size());
        const std::time_t date = curl_getdate(text.c_str(), nullptr);
        if (date >= 0) return std::max(0.0, std::difftime(date, std::time(nullptr)));
    }
    // RateLimit: "api";r=0;t=55 says that the quota comes back in 55 s.
    const std::string& limit = answer.header("ratelimit");
    if (const auto at = limit.find(";t="); at != std::string::npos) {
        if (const auto wait = number(limit.data() + at + 3, limit.data() + limit.size()))
            return *wait + 1;
    }
    return std::nullopt;
}

std::optional<TransientFailure> transient_failure(const HttpOutcome& outcome) {
    const long status = outcome.answer.status;
    if (status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
        status == 503 || status == 504) {
        return TransientFailure{"the server answered " + std::to_string(status),
                                requested_wait(outcome.answer)};
    }
    if (!outcome.failure.empty()) return TransientFailure{outcome.failure, std::nullopt};
    return std::nullopt;
}

Retry::Retry(double first_delay, StopCheck stop)
    : first_delay_(first_delay), stop_(std::move(stop)) {}

void Retry::wait(const TransientFailure& failure, const std::string& what) {
    ++total_;
    ++in_row_;
    if (in_row_ >= kAttempts || total_ >= kMaxAttempts) {
        throw Error(ErrorCode::io, what + ": " + failure.reason + ", " + std::to_string(total_) +
                                       " times. What has arrived is kept: try again later");
    }
    double seconds = first_delay_ * std::min(kMaxFactor, static_cast<double>(1 << (in_row_ - 1)));
    seconds *= 1 - chance() / 2;
    if (failure.retry_after) seconds = std::max(seconds, *failure.retry_after);
    if (seconds > kMaxWait) {
        throw Error(ErrorCode::io, what + ": " + failure.reason + " and asks to wait for " +
                                       std::to_string(static_cast<long>(seconds)) +
                                       " s: try again then");
    }
    runtime::log(LogLevel::info, what + ": " + failure.reason + "; trying again");
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    while (Clock::now() < until) {
        stop_();
        std::this_thread::sleep_for(kPollInterval);
    }
    stop_();
}

}  // namespace catvton::hub
