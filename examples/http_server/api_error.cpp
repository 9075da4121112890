#include "api_error.hpp"

#include <random>

#include "log.hpp"

namespace catvton::server {

namespace {

/// Seconds after which asking again is worth while.
constexpr int kRetryBusy = 5;
constexpr int kRetryLoading = 10;

std::string new_id() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::random_device random;
    std::string id;
    for (int i = 0; i < 12; ++i) id += kDigits[random() % 16];
    return id;
}

ApiError by_code(ErrorCode code, nlohmann::json detail) {
    const ErrorInfo& info = error_info(code);
    return {info.http_status, std::string(info.name), std::move(detail), info.retryable};
}

}  // namespace

nlohmann::json ApiError::body() const {
    return {{"detail", detail}, {"code", code}, {"retryable", retryable}};
}

ApiError not_found() { return {404, "not_found", "Not Found"}; }

ApiError method_not_allowed(std::string allow) {
    ApiError error{405, "method_not_allowed", "Method Not Allowed"};
    error.allow = std::move(allow);
    return error;
}

ApiError bad_request(const std::string& reason) { return {400, "bad_request", reason}; }

ApiError too_large(const std::string& reason) { return {413, "too_large", reason}; }

ApiError busy() {
    return {503, "busy", "GPU is busy processing another request. Please try again later.", true,
            kRetryBusy};
}

ApiError still_loading() {
    return {503, "loading", "Models are still loading. Please wait and try again.", true,
            kRetryLoading};
}

ApiError unauthorized() {
    return {401, "unauthorized",
            "An API key is needed: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'"};
}

ApiError rate_limited(int retry_after) {
    return {429, "rate_limited", "Too many requests. Please try again later.", true, retry_after};
}

ApiError validation_error(nlohmann::json faults) {
    return {422, "validation_error", std::move(faults)};
}

ApiError image_error(const Error& error, const std::string& field) {
    switch (error.code()) {
        case ErrorCode::invalid_image:
        case ErrorCode::invalid_argument:
            return {422, "invalid_image", field + ": " + error.what()};
        case ErrorCode::unsupported_format:
            return {415, "unsupported_format", field + ": send a JPEG, PNG or WebP picture"};
        case ErrorCode::too_large:
            return {413, "too_large", field + ": " + error.what()};
        default:
            return inference_error(error);
    }
}

ApiError inference_error(const Error& error) {
    switch (error.code()) {
        case ErrorCode::busy:
            return busy();
        case ErrorCode::out_of_memory:
            return {503, "out_of_memory",
                    "GPU out of memory. Image may be too large. Error: the run needs more memory "
                    "than is free",
                    true, kRetryBusy};
        case ErrorCode::no_person:
            return by_code(error.code(), "person_image: no person was found in the photo");
        case ErrorCode::deadline_exceeded:
            return by_code(error.code(), "The request took longer than this server allows");
        case ErrorCode::cancelled:
            return by_code(error.code(), "The request was cancelled");
        case ErrorCode::too_large:
            return by_code(error.code(), error.what());
        default:
            return internal_error(error.what());
    }
}

ApiError internal_error(const std::string& what) {
    const std::string id = new_id();
    log_line("error " + id + ": " + what);
    return {500, "internal", "Internal server error, id " + id};
}

}  // namespace catvton::server
