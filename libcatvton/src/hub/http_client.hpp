#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hub/stop_check.hpp"
#include "hub/url.hpp"

namespace catvton::hub {

/// Status and headers of one answer. Names of headers are in lower case; of repeated ones the last
/// counts.
struct HttpAnswer {
    long status = 0;
    std::map<std::string, std::string> headers;

    /// Empty when there is no such header.
    const std::string& header(const std::string& name) const;
    bool is_redirect() const noexcept;
};

struct HttpRequest {
    Url url;
    bool head = false;                 ///< HEAD instead of GET
    std::vector<std::string> headers;  ///< "Name: value"
    double timeout = 10;               ///< seconds to connect, and of silence
    std::string ca_file = {};          ///< of certificates to trust; empty: the system's
    /// Called once, before the first byte of the body; false: the body is not wanted.
    std::function<bool(const HttpAnswer&)> on_answer;
    std::function<void(std::span<const std::byte>)> on_body;
};

/// How a request ended. A refused body is no failure.
struct HttpOutcome {
    HttpAnswer answer;    ///< status 0: nothing came
    std::string failure;  ///< of the network, in words; empty: none
};

/// Sends requests one after another over libcurl and keeps connections open between them. Redirects
/// are not followed. Not for several threads at once.
class HttpClient {
public:
    /// `stop` is called about every second and may throw.
    explicit HttpClient(StopCheck stop);
    /// Throws what `stop` and the request's functions throw, and io for a certificate that cannot
    /// be verified: asking again would not help.
    HttpOutcome send(const HttpRequest& request);

private:
    struct Close {
        void operator()(void* handle) const noexcept;
    };
    StopCheck stop_;
    std::unique_ptr<void, Close> handle_;
};

}  // namespace catvton::hub
