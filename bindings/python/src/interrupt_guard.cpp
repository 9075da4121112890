#include "interrupt_guard.hpp"

#include <pthread.h>
#include <pybind11/pybind11.h>

#include <atomic>
#include <csignal>

namespace py = pybind11;

namespace catvton::python {

namespace {

std::atomic<const CancellationToken*> active{nullptr};
static_assert(std::atomic<const CancellationToken*>::is_always_lock_free);
struct sigaction previous;  // written before `active` is set
pthread_t main_thread;      // likewise

extern "C" void on_interrupt(int signal) {
    // The kernel may choose any thread; on the main one the guard cannot go away meanwhile.
    if (!pthread_equal(pthread_self(), main_thread)) {
        pthread_kill(main_thread, signal);
        return;
    }
    // First, so that whoever sees the token set finds the signal pending.
    previous.sa_handler(signal);
    if (const CancellationToken* const token = active.load()) token->cancel();
}

bool python_would_raise() {
    const py::module_ signal = py::module_::import("signal");
    return signal.attr("getsignal")(SIGINT).is(signal.attr("default_int_handler"));
}

bool is_plain_function(const struct sigaction& action) {
    if (action.sa_flags & SA_SIGINFO) return false;
    return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

}  // namespace

bool on_main_thread() {
    const py::module_ threading = py::module_::import("threading");
    return threading.attr("get_ident")().equal(threading.attr("main_thread")().attr("ident"));
}

InterruptGuard::InterruptGuard(const CancellationToken& token) : token_(token) {
    if (!on_main_thread() || active.load() || !python_would_raise()) return;
    if (sigaction(SIGINT, nullptr, &previous) != 0 || !is_plain_function(previous)) return;
    main_thread = pthread_self();
    active.store(&token_);
    struct sigaction action = previous;
    action.sa_handler = on_interrupt;
    installed_ = sigaction(SIGINT, &action, nullptr) == 0;
    if (!installed_) active.store(nullptr);
}

InterruptGuard::~InterruptGuard() {
    if (!installed_) return;
    struct sigaction current;
    // A callback may have set another handler: that one stays.
    if (sigaction(SIGINT, nullptr, &current) == 0 && current.sa_handler == on_interrupt) {
        sigaction(SIGINT, &previous, nullptr);
    }
    active.store(nullptr);
}

}  // namespace catvton::python
