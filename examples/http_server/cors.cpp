#include "cors.hpp"

#include <algorithm>

namespace catvton::server {

void Cors::allow(const http::fields& request, http::fields& response) const {
    if (origins_.empty()) {
        response.set(http::field::access_control_allow_origin, "*");
        return;
    }
    response.set(http::field::vary, "Origin");
    const auto origin = request[http::field::origin];
    const bool known = std::any_of(origins_.begin(), origins_.end(), [&](const std::string& one) {
        return origin == boost::beast::string_view(one);
    });
    if (known) response.set(http::field::access_control_allow_origin, origin);
}

bool Cors::is_preflight(http::verb method, const http::fields& request) {
    return method == http::verb::options && request.count(http::field::origin) > 0 &&
           request.count(http::field::access_control_request_method) > 0;
}

void Cors::answer_preflight(const http::fields& request, http::fields& response) {
    response.set(http::field::access_control_allow_methods, "GET, POST, OPTIONS");
    const auto asked = request[http::field::access_control_request_headers];
    response.set(http::field::access_control_allow_headers,
                 asked.empty() ? boost::beast::string_view("*") : asked);
    response.set(http::field::access_control_max_age, "600");
}

}  // namespace catvton::server
