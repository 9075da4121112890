#pragma once

#include <optional>
#include <stdexcept>

#include "catvton/error.hpp"
#include "weights/pickle_value.hpp"

namespace catvton::weights {

/// Why a call or a state was refused; the machine adds where.
class PickleCallError : public std::runtime_error {
public:
    explicit PickleCallError(const std::string& rule, ErrorCode code = ErrorCode::corrupt_weights)
        : std::runtime_error(rule), code_(code) {}
    ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

/// What a call gives: a value that exists already, or a new one.
struct PickleCallResult {
    std::optional<PickleId> existing;
    PickleValue made;
};

/// Stands in for calling one of the allowed globals with a tuple of arguments. Throws
/// PickleCallError when the arguments are not that global's.
PickleCallResult call_global(PickleArena& arena, PickleGlobal global, PickleId arguments);

/// Stands in for object.__setstate__: arrays and dtypes take theirs, a dict drops its attributes.
/// Throws PickleCallError.
void build_state(PickleArena& arena, PickleId object, PickleId state);

}  // namespace catvton::weights
