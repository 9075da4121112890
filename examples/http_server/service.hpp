#pragma once

#include "awaitable.hpp"

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "engine.hpp"

namespace catvton::server {

/// The device's one place, the queue before it, and whether the models are there. For the network
/// thread, unless a member says otherwise.
class Service {
public:
    /// `queue`: requests that may wait for the device; 0 refuses at once.
    Service(std::unique_ptr<Engine> engine, int queue);
    /// Waits for the work that was given; nothing may be given any more.
    void join() { inference_.join(); }
    /// Loads the models on the inference thread; returns at once. An error goes to the log and then
    /// calls `failed` on that thread.
    void load(std::function<void()> failed);
    /// Gives loading up, if it is still going on.
    void stop_loading() noexcept { engine_->stop_loading(); }
    bool ready() const noexcept { return ready_; }
    bool busy() const noexcept { return taken_; }

    /// A request's place at the device; left when it is destroyed, on any thread.
    class Place {
    public:
        explicit Place(std::atomic<bool>& taken) : taken_(&taken) {}
        Place(Place&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (taken_) *taken_ = false;
        }

    private:
        std::atomic<bool>* taken_;
    };

    /// The place, after those who asked before. Throws ApiError: still_loading, busy when the queue
    /// is full, and what the job's cancellation and deadline call for while it waits.
    boost::asio::awaitable<Place> admit(const TryOnJob& job);
    /// Runs on the inference thread. Throws ApiError.
    boost::asio::awaitable<TryOnOutcome> run(Place place, std::shared_ptr<const TryOnJob> job);

private:
    std::unique_ptr<Engine> engine_;
    const std::size_t queue_;
    std::atomic<bool> ready_{false};
    std::atomic<bool> taken_{false};
    std::deque<const TryOnJob*> waiting_;
    boost::asio::thread_pool inference_{1};
};

}  // namespace catvton::server
