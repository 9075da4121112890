#include "catvton/error.hpp"

namespace catvton {

namespace {

constexpr std::array<ErrorInfo, 16> kTable{{
    {ErrorCode::invalid_argument, "invalid_argument", "InvalidArgumentError", 422, 2, false},
    {ErrorCode::invalid_state, "invalid_state", "InvalidStateError", 409, 3, false},
    {ErrorCode::not_found, "not_found", "NotFoundError", 404, 4, false},
    {ErrorCode::io, "io", "IoError", 500, 5, true},
    {ErrorCode::corrupt_weights, "corrupt_weights", "CorruptWeightsError", 500, 6, false},
    {ErrorCode::invalid_image, "invalid_image", "InvalidImageError", 422, 7, false},
    {ErrorCode::unsupported_format, "unsupported_format", "UnsupportedFormatError", 415, 8, false},
    {ErrorCode::too_large, "too_large", "TooLargeError", 413, 9, false},
    {ErrorCode::out_of_memory, "out_of_memory", "OutOfMemoryError", 503, 10, true},
    {ErrorCode::device, "device", "DeviceError", 500, 11, false},
    {ErrorCode::numeric, "numeric", "NumericError", 500, 12, false},
    {ErrorCode::busy, "busy", "BusyError", 503, 13, true},
    {ErrorCode::cancelled, "cancelled", "CancelledError", 499, 14, true},
    {ErrorCode::deadline_exceeded, "deadline_exceeded", "DeadlineExceededError", 504, 15, true},
    {ErrorCode::no_person, "no_person", "NoPersonError", 422, 16, false},
    {ErrorCode::internal, "internal", "InternalError", 500, 70, false},
}};

}  // namespace

const std::array<ErrorInfo, 16>& error_table() noexcept { return kTable; }

const ErrorInfo& error_info(ErrorCode code) noexcept {
    for (const ErrorInfo& row : kTable) {
        if (row.code == code) return row;
    }
    return kTable.back();
}

Error::Error(ErrorCode code, const std::string& message)
    : std::runtime_error(message), code_(code) {}

// Out of line: the one place where the type's table of virtual functions lives.
Error::~Error() = default;

}  // namespace catvton
