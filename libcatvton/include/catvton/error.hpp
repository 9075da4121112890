#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "catvton/export.hpp"

namespace catvton {

/// Why a call failed. The numbers are frozen: they are the C ABI's status codes.
enum class ErrorCode {
    invalid_argument = 1,  ///< an option or input is outside its documented range
    invalid_state = 2,     ///< the call is not allowed now (from a callback, after a fork, ...)
    not_found = 3,         ///< a file, model or device does not exist
    io = 4,                ///< the operating system refused to read or write
    corrupt_weights =
        5,  ///< a weight file breaks a rule of its format or does not fit the architecture
    invalid_image = 6,       ///< a picture is damaged
    unsupported_format = 7,  ///< a file is of a kind that is not read here
    too_large = 8,           ///< an input exceeds a limit
    out_of_memory =
        9,           ///< the device or the machine has too little memory; the context stays usable
    device = 10,     ///< the accelerator failed
    numeric = 11,    ///< NaN or infinity in the latents or in the decoded picture
    busy = 12,       ///< another inference holds the lock and waiting was not wanted
    cancelled = 13,  ///< a callback or a cancellation token stopped the run
    deadline_exceeded = 14,  ///< the run did not finish within its deadline
    no_person = 15,          ///< the detector found nobody in the photo
    internal = 16,           ///< a defect of the library
};

/// What one error code means to the outside world: one row per code, one table for every interface.
struct ErrorInfo {
    ErrorCode code;
    std::string_view name;              ///< as printed in JSON, e.g. "invalid_image"
    std::string_view python_exception;  ///< class below catvton.Error
    int http_status;
    int exit_status;  ///< of the command-line programs
    bool retryable;   ///< the same call may succeed later
};

/// All codes in numeric order.
CATVTON_API const std::array<ErrorInfo, 16>& error_table() noexcept;
/// The row of `code`; an unknown value gives the row of `internal`.
CATVTON_API const ErrorInfo& error_info(ErrorCode code) noexcept;

/// The one exception type of the library. The message says what was wrong, with which value, and
/// what to do.
class CATVTON_API Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message);
    ~Error() override;
    ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

}  // namespace catvton
