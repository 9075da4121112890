#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "support/error_check.hpp"
#include "support/tiny_pipeline.hpp"

using namespace catvton;
using test::check_error;
using test::RecordedRequest;

namespace {

/// Runs a long try-on in a thread of its own and stops it at the end.
class LongRun {
public:
    explicit LongRun(Pipeline& pipeline) : request_(RecordedRequest::load("pipeline_4step")) {
        request_.options.num_inference_steps = 900;
        request_.options.progress = [this](const Progress& progress) {
            steps_ = progress.step;
            return ProgressAction::keep_going;
        };
        thread_ = std::thread([this, &pipeline] {
            try {
                request_.run(pipeline);
            } catch (const Error& error) {
                code_ = error.code();
            }
        });
        while (steps_ < 1) std::this_thread::yield();
    }
    ~LongRun() { stop(); }

    /// Cancels, and returns how many steps were finished after that.
    int stop() {
        if (!thread_.joinable()) return 0;
        const int before = steps_;
        request_.options.cancellation.cancel();
        thread_.join();
        return steps_ - before;
    }
    ErrorCode code() const { return code_; }

private:
    RecordedRequest request_;
    std::atomic<int> steps_ = 0;
    std::atomic<ErrorCode> code_ = ErrorCode::internal;
    std::thread thread_;
};

}  // namespace

TEST_CASE("two pipelines on one context never compute at once") {
    const auto context = test::cpu_context();
    Pipeline first = test::tiny_pipeline(context), second = test::tiny_pipeline(context);
    std::atomic<int> running = 0, most = 0;
    const auto work = [&](Pipeline& pipeline) {
        RecordedRequest request = RecordedRequest::load("pipeline_4step");
        const Image want = request.run(pipeline).image;
        request.options.progress = [&](const Progress& progress) {
            // Prepare is the first call of a run that holds the lock, decode the last.
            if (progress.stage == Stage::prepare) most = std::max(most.load(), ++running);
            if (progress.stage == Stage::decode) --running;
            return ProgressAction::keep_going;
        };
        for (int i = 0; i < 4; ++i) CHECK((request.run(pipeline).image == want));
    };
    std::thread a(work, std::ref(first)), b(work, std::ref(second)), c(work, std::ref(first));
    a.join();
    b.join();
    c.join();
    CHECK(most == 1);
    CHECK_FALSE(context->busy());
}

TEST_CASE("busy at once, busy after a while, past the deadline") {
    const auto context = test::cpu_context();
    Pipeline pipeline = test::tiny_pipeline(context);
    RecordedRequest request = RecordedRequest::load("pipeline_1step");
    LongRun other(pipeline);
    CHECK(context->busy());
    request.options.lock_policy = LockPolicy::reject;
    check_error(ErrorCode::busy, "another inference", [&] { request.run(pipeline); });
    request.options.lock_policy = LockPolicy::timeout;
    request.options.lock_timeout_seconds = 0.02;
    check_error(ErrorCode::busy, "still runs", [&] { request.run(pipeline); });
    request.options.lock_policy = LockPolicy::wait;
    request.options.deadline_seconds = 0.02;
    check_error(ErrorCode::deadline_exceeded, "deadline", [&] { request.run(pipeline); });
    other.stop();
    CHECK((other.code() == ErrorCode::cancelled));
}

TEST_CASE("cancelling from another thread ends a run within one step, and the next run is exact") {
    const auto context = test::cpu_context();
    Pipeline pipeline = test::tiny_pipeline(context);
    const RecordedRequest request = RecordedRequest::load("pipeline_4step");
    Pipeline untouched = test::tiny_pipeline(test::cpu_context());
    const Image want = request.run(untouched).image;
    LongRun other(pipeline);
    // The step that runs while the token is set may still be reported, and one more may have
    // slipped in between.
    CHECK(other.stop() <= 2);
    CHECK((other.code() == ErrorCode::cancelled));
    CHECK((request.run(pipeline).image == want));
}

TEST_CASE("the progress callback cancels, and may not call back") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    RecordedRequest request = RecordedRequest::load("pipeline_4step");
    int last = 0;
    request.options.progress = [&](const Progress& progress) {
        last = progress.step;
        return progress.step == 2 ? ProgressAction::cancel : ProgressAction::keep_going;
    };
    check_error(ErrorCode::cancelled, "callback", [&] { request.run(pipeline); });
    CHECK(last == 2);

    const RecordedRequest inner = RecordedRequest::load("pipeline_1step");
    request.options.progress = [&](const Progress&) {
        inner.run(pipeline);
        return ProgressAction::keep_going;
    };
    check_error(ErrorCode::invalid_state, "callback", [&] { request.run(pipeline); });
    request.options.progress = {};
    request.run(pipeline);
}
