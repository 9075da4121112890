#pragma once

#include <string>
#include <vector>

#include "http_types.hpp"

namespace catvton::server {

/// Which browser pages may call (https://fetch.spec.whatwg.org, CORS protocol); never with
/// credentials.
class Cors {
public:
    /// Empty: any origin.
    explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

    /// Adds the headers that the request's Origin calls for.
    void allow(const http::fields& request, http::fields& response) const;
    /// A preflight: OPTIONS with Origin and Access-Control-Request-Method.
    static bool is_preflight(http::verb method, const http::fields& request);
    /// Its answer's headers, beside those of allow().
    static void answer_preflight(const http::fields& request, http::fields& response);

private:
    std::vector<std::string> origins_;
};

}  // namespace catvton::server
