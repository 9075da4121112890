#pragma once

#include <pybind11/pybind11.h>

#include <optional>

#include "catvton/options.hpp"

namespace catvton::python {

/// Releases the GIL while it lives: for work that may take long, or wait for the inference lock,
/// whose holder may need the GIL for a callback. When the interpreter ends, what runs in daemon
/// threads is cancelled and waited for: a thread that wants the GIL of an interpreter that is gone
/// takes the process down. Throws invalid_state when it has ended. Made with the GIL.
class ReleasedGil {
public:
    explicit ReleasedGil(CancellationToken token = {});
    ~ReleasedGil();
    ReleasedGil(const ReleasedGil&) = delete;
    ReleasedGil& operator=(const ReleasedGil&) = delete;

private:
    friend void cancel_running_calls();

    CancellationToken token_;
    std::optional<pybind11::gil_scoped_release> released_;
};

/// Lets the end of the interpreter wait for what runs without the GIL.
void register_released_gil();

}  // namespace catvton::python
