#pragma once

#include <optional>
#include <stdexcept>

#include "weights/pickle_value.hpp"

namespace catvton::weights {

/// Why a call or a state was refused; the machine adds where.
class PickleCallError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What a call gives: a value that exists already, or a new one.
struct PickleCallResult {
    std::optional<PickleId> existing;
    PickleValue made;
};

/// Stands in for calling one of the allowed globals with a tuple of arguments.
PickleCallResult call_global(PickleArena& arena, PickleGlobal global, PickleId arguments);

/// Stands in for object.__setstate__: arrays and dtypes take theirs, a dict drops its attributes.
void build_state(PickleArena& arena, PickleId object, PickleId state);

}  // namespace catvton::weights
