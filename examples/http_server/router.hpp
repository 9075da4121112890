#pragma once

#include "awaitable.hpp"

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>
#include <vector>

#include "api_error.hpp"
#include "cors.hpp"
#include "http_types.hpp"
#include "metrics.hpp"
#include "query_string.hpp"
#include "rate_limiter.hpp"
#include "server_options.hpp"
#include "service.hpp"

namespace catvton::server {

/// Which request gets which answer. For the network thread; what computes runs on other threads.
class Router {
public:
    Router(const ServerOptions& options, Service& service);

    /// What is known of a request before its body is read.
    struct Call {
        Target target;
        std::string route;        ///< the server's own name of it; empty: unknown
        bool takes_body = false;  ///< a try-on
        std::string client_address;
    };

    /// Finds the route and holds key and rate limit against the header. Throws ApiError.
    Call begin(const http::request_header<>& header, const std::string& client_address);
    /// The answer. `cancellation` stops the try-on that the call may start.
    boost::asio::awaitable<Response> answer(const Call& call, Upload upload,
                                            CancellationToken cancellation);
    Response error_response(const ApiError& error) const;

    /// Waits for the work that was given; nothing may be given any more.
    void join() { work_.join(); }
    const Cors& cors() const noexcept { return cors_; }
    Metrics& metrics() noexcept { return metrics_; }
    UploadBudget& uploads() noexcept { return uploads_; }

private:
    boost::asio::awaitable<Response> try_on(const Call& call, Upload upload,
                                            CancellationToken cancellation);
    Response root() const;
    Response health() const;

    const ServerOptions& options_;
    Service& service_;
    Cors cors_;
    Metrics metrics_;
    RateLimiter limiter_;
    UploadBudget uploads_;
    boost::asio::thread_pool work_;  ///< parsing, decoding, encoding
};

}  // namespace catvton::server
