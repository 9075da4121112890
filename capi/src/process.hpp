#pragma once

namespace catvton::capi {

/// Forks between the process that loaded the library and this one.
unsigned fork_count() noexcept;

/// To be called before anything that starts LibTorch's threads or takes a lock of the C++ library
/// for long. Throws invalid_state in a child of a process that had called it: the threads are gone
/// and a lock may be held by one of them, so that going on could hang.
void enter_compute_process();
/// The same check, for calls that only take locks.
void check_compute_process();

}  // namespace catvton::capi
