#pragma once

#include "awaitable.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "http_types.hpp"
#include "router.hpp"
#include "server_options.hpp"

namespace catvton::server {

/// One client: its requests, one after the other. For the network thread.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(boost::asio::ip::tcp::socket socket, const ServerOptions& options, Router& router);
    ~Connection();

    /// Until the client leaves, is dropped, or the server drains.
    boost::asio::awaitable<void> serve();
    /// No request after the one that runs; an idle connection closes now.
    void drain();
    /// Stops the try-on that runs for this client.
    void cancel() { cancellation_.cancel(); }

private:
    using Parser = http::request_parser<http::string_body>;

    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<void> read_body(const Router::Call& call, UploadBudget::Share& share);
    boost::asio::awaitable<void> send_continue();
    boost::asio::awaitable<Response> answer(const Router::Call& call, UploadBudget::Share share);
    boost::asio::awaitable<bool> send(Response response, bool keep_alive);
    boost::asio::awaitable<void> close_gently();
    /// Cancels the try-on when the client goes away meanwhile.
    boost::asio::awaitable<void> watch(CancellationToken token, std::shared_ptr<bool> done);
    void expire_after(double seconds);
    /// How long a transfer of so many bytes may take.
    std::chrono::nanoseconds time_for(std::size_t bytes) const;

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    const ServerOptions& options_;
    Router& router_;
    std::string address_;
    std::string route_;
    CancellationToken cancellation_;
    bool is_head_ = false;
    bool working_ = false;
    bool draining_ = false;
};

}  // namespace catvton::server
