#include <doctest/doctest.h>

#include <chrono>

#include "hub/retry.hpp"
#include "support/error_check.hpp"

using namespace catvton;
using hub::HttpAnswer;
using hub::HttpOutcome;
using test::check_error;

namespace {

const hub::TransientFailure kFailure{"it failed", std::nullopt};
const hub::StopCheck kNever = [] {};

HttpAnswer answer(long status, const char* name = "x", const std::string& value = "") {
    return {status, {{name, value}}};
}

double seconds(const auto& function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("what may pass") {
    for (const long status : {408L, 425L, 429L, 500L, 502L, 503L, 504L})
        CHECK(hub::transient_failure({answer(status), ""}));
    for (const long status : {200L, 206L, 302L, 400L, 401L, 403L, 404L, 416L, 501L})
        CHECK_FALSE(hub::transient_failure({answer(status), ""}));
    CHECK(hub::transient_failure({answer(200), "the network failed"}));
}

TEST_CASE("how long a server asks to wait") {
    CHECK(hub::requested_wait(answer(429, "retry-after", "7")) == 7);
    CHECK(hub::requested_wait(answer(429, "retry-after", "0")) == 0);
    CHECK(hub::requested_wait(answer(429, "retry-after", "Thu, 01 Jan 1970 00:00:00 GMT")) == 0);
    CHECK(hub::requested_wait(answer(429, "ratelimit", "\"api\";r=0;t=55")) == 56);
    CHECK(hub::requested_wait(answer(429, "retry-after", "Fri, 01 Jan 2100 00:00:00 GMT"))
              .value_or(0) > 1e8);
    for (const char* const none : {"", "soon", "-1", "1.5x", "99999999999999999999"})
        CHECK_FALSE(hub::requested_wait(answer(429, "retry-after", none)));
    for (const char* const none : {"", "r=0", ";t=", ";t=x"})
        CHECK_FALSE(hub::requested_wait(answer(429, "ratelimit", none)));
}

TEST_CASE("attempts are counted, and begin again after progress") {
    hub::Retry retry(0, kNever);
    const auto wait = [&] { retry.wait(kFailure, "cannot x"); };
    for (int attempt = 1; attempt < hub::Retry::kAttempts; ++attempt) wait();
    check_error(ErrorCode::io, "cannot x: it failed, 6 times", wait);
    retry.progressed();
    wait();
}

TEST_CASE("progress does not go on for ever") {
    hub::Retry retry(0, kNever);
    const auto wait = [&] {
        retry.progressed();
        retry.wait(kFailure, "cannot x");
    };
    for (int attempt = 1; attempt < hub::Retry::kMaxAttempts; ++attempt) wait();
    check_error(ErrorCode::io, "200 times", wait);
}

TEST_CASE("waits grow, are shortened by at most a half, and heed the server") {
    hub::Retry retry(0.1, kNever);
    for (const double factor : {1.0, 2.0, 4.0}) {
        const double waited = seconds([&] { retry.wait(kFailure, ""); });
        CHECK(waited >= 0.1 * factor / 2);
    }
    hub::Retry polite(0, kNever);
    CHECK(seconds([&] { polite.wait({"", 0.3}, ""); }) >= 0.3);
    check_error(ErrorCode::io, "301 s", [&] { polite.wait({"", 301.0}, ""); });
}

TEST_CASE("a wait can be stopped") {
    int calls = 0;
    hub::Retry retry(60, [&] {
        if (++calls == 3) throw Error(ErrorCode::cancelled, "stopped");
    });
    check_error(ErrorCode::cancelled, "stopped", [&] { retry.wait(kFailure, ""); });
}
