#pragma once

#include <optional>
#include <string>

#include "hub/http_client.hpp"
#include "hub/stop_check.hpp"

namespace catvton::hub {

/// A failure that may pass: of the network, or a status that says so.
struct TransientFailure {
    std::string reason;                 ///< in words
    std::optional<double> retry_after;  ///< seconds that the server asks to wait
};

/// What of an outcome may pass: a failed transfer, 408, 425, 429, 500, 502, 503, 504. Nothing for
/// all others.
std::optional<TransientFailure> transient_failure(const HttpOutcome& outcome);

/// The seconds that a server asks to wait: Retry-After (seconds or a date), or the reset time of a
/// `ratelimit` header.
std::optional<double> requested_wait(const HttpAnswer& answer);

/// Counts attempts and waits between them: 1, 2, 4, 8, 8 ... times `first_delay`, each shortened by
/// chance by up to a half, so that many clients do not come back at once.
class Retry {
public:
    static constexpr int kAttempts = 6;       ///< in a row without progress
    static constexpr int kMaxAttempts = 200;  ///< in all
    static constexpr double kMaxWait = 300;   ///< seconds; a server that asks for more is given up

    Retry(double first_delay, StopCheck stop);
    /// Waits before the next attempt, calling the stop check. Throws io, beginning with `what`,
    /// when no attempt is left.
    void wait(const TransientFailure& failure, const std::string& what);
    /// The last attempt brought something: the count begins again.
    void progressed() noexcept { in_row_ = 0; }

private:
    double first_delay_;
    StopCheck stop_;
    int in_row_ = 0;
    int total_ = 0;
};

}  // namespace catvton::hub
