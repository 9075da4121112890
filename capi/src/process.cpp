#include "process.hpp"

#include <pthread.h>

#include <atomic>

#include "catvton/error.hpp"

namespace catvton::capi {

namespace {

std::atomic<unsigned> forks{0};
std::atomic<bool> computes{false};
std::atomic<bool> parent_computed{false};

void after_fork_in_child() {
    forks.fetch_add(1);
    if (computes.load()) parent_computed.store(true);
}

[[maybe_unused]] const int registered = pthread_atfork(nullptr, nullptr, after_fork_in_child);

}  // namespace

unsigned fork_count() noexcept { return forks.load(); }

void check_compute_process() {
    if (!parent_computed.load()) return;
    throw Error(ErrorCode::invalid_state,
                "this process was forked from one that had made a context, whose threads are "
                "gone: fork before the first context is made, or start a new program");
}

void enter_compute_process() {
    check_compute_process();
    computes.store(true);
}

}  // namespace catvton::capi
