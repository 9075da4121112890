#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "runtime/inference_lock.hpp"
#include "support/error_check.hpp"

using namespace catvton;
using namespace std::chrono_literals;
using runtime::InferenceLock;
using test::check_error;

namespace {

void acquire(InferenceLock& lock, LockPolicy policy = LockPolicy::wait, double timeout = 0,
             const runtime::Deadline& deadline = {}, const CancellationToken& token = {}) {
    lock.acquire(policy, timeout, deadline, token);
}

/// Holds the lock from another thread as long as it lives.
class Holder {
public:
    explicit Holder(InferenceLock& lock)
        : thread_([this, &lock] {
              acquire(lock);
              held_ = true;
              while (!done_) std::this_thread::sleep_for(1ms);
              lock.release();
          }) {
        while (!held_) std::this_thread::sleep_for(1ms);
    }
    ~Holder() {
        done_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> held_ = false, done_ = false;
    std::thread thread_;
};

}  // namespace

TEST_CASE("the lock admits one holder at a time") {
    InferenceLock lock;
    std::atomic<int> inside = 0, most = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                acquire(lock);
                most = std::max(most.load(), ++inside);
                --inside;
                lock.release();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(most == 1);
    CHECK_FALSE(lock.held());
}

TEST_CASE("a taken lock: refused, timed out, past the deadline, cancelled") {
    InferenceLock lock;
    {
        const Holder holder(lock);
        CHECK(lock.held());
        check_error(ErrorCode::busy, "another inference",
                    [&] { acquire(lock, LockPolicy::reject); });
        check_error(ErrorCode::busy, "still runs after",
                    [&] { acquire(lock, LockPolicy::timeout, 0.01); });
        check_error(ErrorCode::deadline_exceeded, "waiting",
                    [&] { acquire(lock, LockPolicy::wait, 0, runtime::deadline_after(0.01)); });
        const CancellationToken token;
        token.cancel();
        check_error(ErrorCode::cancelled, "waiting",
                    [&] { acquire(lock, LockPolicy::wait, 0, {}, token); });
    }
    acquire(lock, LockPolicy::reject);
    lock.release();
}

TEST_CASE("the holder that comes again is told so") {
    InferenceLock lock;
    acquire(lock);
    check_error(ErrorCode::invalid_state, "callback", [&] { acquire(lock); });
    lock.release();
}
