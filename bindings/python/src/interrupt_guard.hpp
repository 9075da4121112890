#pragma once

#include "catvton/options.hpp"

namespace catvton::python {

/// Lets Ctrl-C also set a token while it lives, so that a call stops where none of Python's code
/// runs: in the queue for the inference lock, and between the masker's networks. Only on the main
/// thread, and only while Python's default handler is in place: that of a program may not want to
/// stop. Python's handler runs as always. Needs the GIL.
class InterruptGuard {
public:
    explicit InterruptGuard(const CancellationToken& token);
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

private:
    CancellationToken token_;
    bool installed_ = false;
};

/// The thread on which Python runs its signal handlers. Needs the GIL.
bool on_main_thread();

}  // namespace catvton::python
