#pragma once

#include <pybind11/pybind11.h>

#include <exception>
#include <optional>

#include "argument.hpp"
#include "catvton/options.hpp"
#include "without_gil.hpp"

namespace catvton::python {

/// Python's callbacks of one call. What one of them raises stops the call and comes out of it; it
/// never passes through the library. Lives as long as the call does.
class Callbacks {
public:
    /// Runs `work`, of the library, without the GIL. Needs the GIL.
    template <class Work>
    auto run(const CancellationToken& cancellation, Work&& work) -> decltype(work()) {
        try {
            return without_gil(cancellation, work);
        } catch (const Error&) {
            if (raised_) std::rethrow_exception(raised_);
            throw;
        }
    }

    /// Runs `tell`, of Python, with the GIL, which it takes: for the library to call. Signals that
    /// wait for Python are handled too.
    template <class Tell>
    ProgressAction call(Tell&& tell) {
        const pybind11::gil_scoped_acquire gil;
        if (raised_) return ProgressAction::cancel;
        try {
            if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
            return tell();
        } catch (...) {
            raised_ = std::current_exception();
            return ProgressAction::cancel;
        }
    }

private:
    std::exception_ptr raised_;
};

/// What a callback's answer means: None goes on. Not a bool, which would mean opposite things to
/// different readers.
template <ArgumentName kName>
ProgressAction read_answer(pybind11::handle answer) {
    return ArgumentReader<std::optional<ProgressAction>>::read(kName.text, answer)
        .value_or(ProgressAction::keep_going);
}

}  // namespace catvton::python
