#include "service.hpp"

#include <boost/asio/post.hpp>
#include <exception>

#include "api_error.hpp"
#include "log.hpp"
#include "run_on.hpp"

namespace catvton::server {

Service::Service(std::unique_ptr<Engine> engine, int queue)
    : engine_(std::move(engine)), places_(1 + queue) {}

void Service::load() {
    boost::asio::post(inference_, [this] {
        try {
            engine_->load();
            state_ = State::ready;
        } catch (const std::exception& error) {
            log_line(std::string("the models could not be loaded: ") + error.what());
            state_ = State::failed;
        }
    });
}

Service::Place Service::admit() {
    if (!ready()) throw still_loading();
    if (admitted_.fetch_add(1) >= places_) {
        admitted_.fetch_sub(1);
        throw server::busy();
    }
    return Place(admitted_);
}

boost::asio::awaitable<TryOnOutcome> Service::run(Place place,
                                                  std::shared_ptr<const TryOnJob> job) {
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
