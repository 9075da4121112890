#pragma once

#include "awaitable.hpp"

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <utility>

#include "engine.hpp"

namespace catvton::server {

/// The device's one place, the queue before it, and whether the models are there.
class Service {
public:
    /// `queue`: requests that may wait for the device; 0 refuses at once.
    Service(std::unique_ptr<Engine> engine, int queue);
    /// Waits for the work that was given; nothing may be given any more.
    void join() { inference_.join(); }
    /// Loads the models on the inference thread; returns at once.
    void load();
    /// Gives loading up, if it is still going on.
    void stop_loading() noexcept { engine_->stop_loading(); }
    bool ready() const noexcept { return state_.load() == State::ready; }
    /// Loading ended in an error, which the log has.
    bool failed() const noexcept { return state_.load() == State::failed; }
    bool busy() const noexcept { return admitted_.load() > 0; }

    /// A request's place at the device or in the queue; left when it is destroyed.
    class Place {
    public:
        explicit Place(std::atomic<int>& admitted) : admitted_(&admitted) {}
        Place(Place&& other) noexcept : admitted_(std::exchange(other.admitted_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (admitted_) admitted_->fetch_sub(1);
        }

    private:
        std::atomic<int>* admitted_;
    };

    /// Throws ApiError: still_loading, busy.
    Place admit();
    /// Runs on the inference thread, after those admitted before. Throws ApiError.
    boost::asio::awaitable<TryOnOutcome> run(Place place, std::shared_ptr<const TryOnJob> job);

private:
    enum class State { loading, ready, failed };

    std::unique_ptr<Engine> engine_;
    const int places_;
    std::atomic<State> state_{State::loading};
    std::atomic<int> admitted_{0};
    boost::asio::thread_pool inference_{1};
};

}  // namespace catvton::server
