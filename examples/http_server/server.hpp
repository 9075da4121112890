#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>

#include "connection.hpp"
#include "router.hpp"
#include "server_options.hpp"
#include "service.hpp"

namespace catvton::server {

/// Listens, serves, and ends gently: on SIGTERM or SIGINT it accepts nothing more, finishes what
/// runs for up to 25 seconds, and returns. A second signal stops what runs.
class Server {
public:
    /// Binds the port, then loads the models in the background. Throws boost::system::system_error.
    Server(const ServerOptions& options, std::unique_ptr<Engine> engine);
    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    /// Returns the exit status: 1 when the models could not be loaded.
    int run();

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    void await_signal();
    void drain();
    void stop_what_runs();
    void leave_when_idle();

    ServerOptions options_;
    Service service_;
    Router router_;
    // After what connections refer to: what is left of them is destroyed with it.
    boost::asio::io_context network_{1};
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer last_moment_;
    std::set<std::shared_ptr<Connection>> connections_;
    bool draining_ = false;
    int status_ = 0;
};

}  // namespace catvton::server
