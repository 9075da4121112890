#include "service.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>

#include "api_error.hpp"
#include "log.hpp"
#include "run_on.hpp"

namespace catvton::server {

namespace {

namespace net = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto kLookEvery = std::chrono::milliseconds(20);

/// A job in the queue for as long as this lives: coroutines are also left by being destroyed.
class Waiting {
public:
    Waiting(std::deque<const TryOnJob*>& queue, const TryOnJob& job) : queue_(queue), job_(&job) {
        queue_.push_back(job_);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { std::erase(queue_, job_); }
    bool first() const { return queue_.front() == job_; }

private:
    std::deque<const TryOnJob*>& queue_;
    const TryOnJob* job_;
};

}  // namespace

Service::Service(std::unique_ptr<Engine> engine, int queue)
    : engine_(std::move(engine)), queue_(static_cast<std::size_t>(queue)) {}

void Service::load(std::function<void()> failed) {
    net::post(inference_, [this, failed = std::move(failed)] {
        try {
            engine_->load();
            ready_ = true;
        } catch (const std::exception& error) {
            log_line(std::string("the models could not be loaded: ") + error.what());
            failed();
        }
    });
}

net::awaitable<Service::Place> Service::admit(const TryOnJob& job) {
    if (!ready()) throw still_loading();
    if (waiting_.empty() && !taken_.exchange(true)) co_return Place(taken_);
    if (waiting_.size() >= queue_) throw server::busy();
    const Waiting waiting(waiting_, job);
    net::steady_timer timer(co_await net::this_coro::executor);
    // Not woken but looking: a cancellation token can only be asked.
    while (!waiting.first() || taken_.exchange(true)) {
        if (job.cancellation.cancelled())
            throw inference_error(Error(ErrorCode::cancelled, "cancelled in the queue"));
        if (job.deadline && Clock::now() >= *job.deadline)
            throw inference_error(Error(ErrorCode::deadline_exceeded, "too long in the queue"));
        timer.expires_after(kLookEvery);
        co_await timer.async_wait(net::use_awaitable);
    }
    co_return Place(taken_);
}

net::awaitable<TryOnOutcome> Service::run(Place place, std::shared_ptr<const TryOnJob> job) {
    try {
        // The place goes with the work: a connection that is torn down meanwhile does not free it.
        auto work = [this, kept = std::make_shared<Place>(std::move(place)), job] {
            return engine_->run(*job);
        };
        co_return co_await run_on(inference_, std::move(work));
    } catch (const Error& error) {
        throw inference_error(error);
    }
}

}  // namespace catvton::server
