#include "interrupt.hpp"

#include <csignal>

namespace catvton::cli {

namespace {

// Never destroyed: a signal may arrive while the program exits.
const CancellationToken& token() {
    static const CancellationToken* const instance = new CancellationToken;
    return *instance;
}

extern "C" void on_signal(int signal) {
    token().cancel();
    std::signal(signal, SIG_DFL);
}

}  // namespace

CancellationToken cancel_on_interrupt() {
    const CancellationToken& result = token();  // made here, not in the handler
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    return result;
}

}  // namespace catvton::cli
