#include "released_gil.hpp"

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "catvton/error.hpp"

namespace py = pybind11;

namespace catvton::python {

namespace {

constexpr std::chrono::seconds kLongestWait{10};

struct Calls {
    std::mutex mutex;
    std::condition_variable ended;
    std::set<const ReleasedGil*> running;
    bool refused = false;
};

// Never freed: a daemon thread may outlive the process's static objects. A forked child has none of
// the threads, so it starts anew.
Calls* calls = new Calls;

}  // namespace

ReleasedGil::ReleasedGil(CancellationToken token) : token_(std::move(token)) {
    {
        const std::lock_guard lock(calls->mutex);
        if (calls->refused) throw Error(ErrorCode::invalid_state, "Python is shutting down");
        calls->running.insert(this);
    }
    released_.emplace();
}

ReleasedGil::~ReleasedGil() {
    released_.reset();
    const std::lock_guard lock(calls->mutex);
    calls->running.erase(this);
    calls->ended.notify_all();
}

void cancel_running_calls() {
    const py::gil_scoped_release released;
    std::unique_lock lock(calls->mutex);
    calls->refused = true;
    for (const ReleasedGil* const call : calls->running) call->token_.cancel();
    calls->ended.wait_for(lock, kLongestWait, [] { return calls->running.empty(); });
}

void register_released_gil() {
    pthread_atfork(nullptr, nullptr, [] { calls = new Calls; });
    py::module_::import("atexit").attr("register")(py::cpp_function(&cancel_running_calls));
}

}  // namespace catvton::python
