#pragma once

#include <pybind11/pybind11.h>

#include "catvton/error.hpp"
#include "interrupt_guard.hpp"
#include "released_gil.hpp"

namespace catvton::python {

/// Runs `work` without the GIL. Ctrl-C sets `cancellation` and comes out as KeyboardInterrupt.
template <class Work>
auto without_gil(const CancellationToken& cancellation, Work&& work) -> decltype(work()) {
    const InterruptGuard guard(cancellation);
    try {
        const ReleasedGil released(cancellation);
        return work();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled && PyErr_CheckSignals() != 0) {
            throw pybind11::error_already_set();
        }
        throw;
    }
}

}  // namespace catvton::python
