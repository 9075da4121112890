#include "server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>

#include "log.hpp"

namespace catvton::server {

namespace {

namespace net = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMaxConnections = 512;
constexpr auto kDrain = std::chrono::seconds(25);
constexpr auto kPause = std::chrono::milliseconds(50);

net::ip::tcp::acceptor listen(net::io_context& network, const ServerOptions& options) {
    net::ip::tcp::resolver resolver(network);
    const auto found = resolver.resolve(options.host, std::to_string(options.port),
                                        net::ip::tcp::resolver::passive);
    return {network, found.begin()->endpoint()};
}

}  // namespace

Server::Server(const ServerOptions& options, std::unique_ptr<Engine> engine)
    : options_(options),
      service_(std::move(engine), options.queue),
      router_(options_, service_),
      acceptor_(listen(network_, options)),
      signals_(network_, SIGTERM, SIGINT),
      last_moment_(network_) {
    log_line("listening on " + options.host + ":" + std::to_string(port()));
    // After SIGTERM the network is stopped, and loading that was given up is no failure.
    service_.load([this] {
        net::post(network_, [this] {
            status_ = 1;
            drain();
        });
    });
}

int Server::run() {
    net::co_spawn(
        network_, [this] { return accept(); }, net::detached);
    await_signal();
    network_.run();
    service_.stop_loading();
    // Their threads resume connections on the network's queue, which must outlive them.
    service_.join();
    router_.join();
    return status_;
}

void Server::await_signal() {
    signals_.async_wait([this](const error_code& error, int) {
        if (error) return;
        if (draining_) return stop_what_runs();
        drain();
        await_signal();
    });
}

net::awaitable<void> Server::accept() {
    while (!draining_) {
        error_code error;
        net::ip::tcp::socket socket =
            co_await acceptor_.async_accept(net::redirect_error(net::use_awaitable, error));
        if (draining_ || error == net::error::operation_aborted) break;
        if (error) {
            // Out of descriptors, most likely: those in use must end first.
            net::steady_timer pause(network_, kPause);
            co_await pause.async_wait(net::use_awaitable);
            continue;
        }
        if (connections_.size() >= kMaxConnections) continue;  // closes the socket
        auto connection = std::make_shared<Connection>(std::move(socket), options_, router_);
        connections_.insert(connection);
        net::co_spawn(
            network_, [this, connection] { return serve(connection); }, net::detached);
    }
}

net::awaitable<void> Server::serve(std::shared_ptr<Connection> connection) {
    try {
        co_await connection->serve();
    } catch (const std::exception& error) {
        log_line(std::string("a connection ended with: ") + error.what());
    }
    connections_.erase(connection);
    if (draining_) leave_when_idle();
}

void Server::drain() {
    draining_ = true;
    log_line("draining");
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : connections_) connection->drain();
    last_moment_.expires_after(kDrain);
    last_moment_.async_wait([this](const error_code& error) {
        if (!error) stop_what_runs();
    });
    leave_when_idle();
}

void Server::stop_what_runs() {
    for (const auto& connection : connections_) connection->cancel();
    network_.stop();
}

void Server::leave_when_idle() {
    if (connections_.empty()) network_.stop();
}

}  // namespace catvton::server
