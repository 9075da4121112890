#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "catvton/error.hpp"

namespace catvton::server {

/// A reply that is not a success: what the client is told, and nothing else of what happened.
struct ApiError {
    int status = 500;
    std::string code;
    nlohmann::json detail;  ///< a text, or the list of a 422
    bool retryable = false;
    std::optional<int> retry_after = std::nullopt;  ///< seconds
    std::string allow = {};                         ///< with 405: the methods

    nlohmann::json body() const;
};

ApiError not_found();
ApiError method_not_allowed(std::string allow);
ApiError bad_request(const std::string& reason);
ApiError too_large(const std::string& reason);
ApiError busy();
ApiError still_loading();
ApiError unauthorized();
ApiError rate_limited(int retry_after);
/// `faults`: a list in FastAPI's shape.
ApiError validation_error(nlohmann::json faults);
/// A picture that cannot be taken; `field` is the form's name for it.
ApiError image_error(const Error& error, const std::string& field);
/// What an inference threw. The message of an unexpected error stays in the log, under an id.
ApiError inference_error(const Error& error);
ApiError internal_error(const std::string& what);

}  // namespace catvton::server
