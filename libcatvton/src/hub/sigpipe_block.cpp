#include "hub/sigpipe_block.hpp"

#include <ctime>

namespace catvton::hub {

namespace {

sigset_t sigpipe() noexcept {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

bool is_pending() noexcept {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

SigpipeBlock::SigpipeBlock() noexcept : pending_before_(is_pending()) {
    const sigset_t set = sigpipe();
    pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SigpipeBlock::~SigpipeBlock() {
    // One that came meanwhile is ours: it must not be delivered when the mask is lifted.
    if (!pending_before_ && is_pending()) {
        const sigset_t set = sigpipe();
        const timespec at_once{};
        sigtimedwait(&set, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace catvton::hub
