#include "connection.hpp"

#include <poll.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <limits>

namespace catvton::server {

namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::use_awaitable;

constexpr std::uint32_t kMaxHeader = 16 * 1024;
constexpr std::size_t kMaxOtherBody = 64 * 1024;  // of requests that need none
constexpr double kSlowest = 16.0 * 1024;          // bytes a second that a client must keep up
constexpr double kLingerSeconds = 2;
constexpr std::size_t kLingerBytes = 8u << 20;
constexpr auto kWatchEvery = std::chrono::milliseconds(100);

std::chrono::nanoseconds duration(double seconds) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

ApiError header_error(const error_code& error, const http::request_header<>& header) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        // The parser takes the first line as a whole.
        if (header.target().empty())
            return {414, "bad_request", "The request's target is too long"};
        return {431, "bad_request", "The request's header is too large"};
    }
    return bad_request("The request is not valid HTTP");
}

std::string address_of(const net::ip::tcp::socket& socket) {
    error_code ignored;
    return socket.remote_endpoint(ignored).address().to_string();
}

}  // namespace

Connection::Connection(net::ip::tcp::socket socket, const ServerOptions& options, Router& router)
    : stream_(std::move(socket)), options_(options), router_(router) {
    error_code ignored;
    stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
    address_ = address_of(stream_.socket());
    router_.metrics().connection_opened();
}

Connection::~Connection() { router_.metrics().connection_closed(); }

void Connection::expire_after(double seconds) { stream_.expires_after(duration(seconds)); }

net::awaitable<void> Connection::serve() {
    try {
        while (!draining_ && co_await serve_one()) {
        }
    } catch (const boost::system::system_error&) {
        // The client left or was too slow: there is nobody to tell.
    }
    error_code ignored;
    stream_.socket().close(ignored);
}

void Connection::drain() {
    draining_ = true;
    if (!working_) stream_.cancel();
}

net::awaitable<bool> Connection::serve_one() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // until the route is known
    route_.clear();
    is_head_ = false;
    expire_after(options_.client_timeout);
    error_code error;
    co_await http::async_read_header(stream_, buffer_, *parser_,
                                     net::redirect_error(use_awaitable, error));
    if (error == http::error::end_of_stream || error == boost::beast::error::timeout ||
        error == net::error::operation_aborted || error == http::error::partial_message ||
        error == net::error::connection_reset) {
        co_return false;
    }
    working_ = true;
    std::optional<ApiError> refusal;
    Response response;
    try {
        if (error) throw header_error(error, parser_->get().base());
        is_head_ = parser_->get().method() == http::verb::head;
        const Router::Call call = router_.begin(parser_->get().base(), address_);
        route_ = call.route;
        UploadBudget::Share share(router_.uploads());
        co_await read_body(call, share);
        response = co_await answer(call, std::move(share));
    } catch (const ApiError& failed) {
        refusal = failed;
    }
    if (refusal) response = router_.error_response(*refusal);
    // A body that was not read to its end cannot be told from the next request.
    const bool whole = parser_->is_done();
    const bool keep = whole && parser_->get().keep_alive() && !draining_;
    const bool open = co_await send(std::move(response), keep);
    working_ = false;
    if (!open && !whole) co_await close_gently();
    co_return open;
}

net::awaitable<void> Connection::read_body(const Router::Call& call, UploadBudget::Share& share) {
    const std::size_t limit = call.takes_body ? options_.max_body_bytes() : kMaxOtherBody;
    const auto declared = parser_->content_length();
    if (declared && *declared > limit)
        throw too_large("The body has " + std::to_string(*declared) + " bytes: at most " +
                        std::to_string(limit) + " are taken");
    parser_->body_limit(limit);
    const http::request<http::string_body>& request = parser_->get();
    if (request.version() >= 11 &&
        boost::beast::iequals(request[http::field::expect], "100-continue")) {
        co_await send_continue();
    }
    const auto begun = std::chrono::steady_clock::now();
    while (!parser_->is_done()) {
        if (std::chrono::steady_clock::now() - begun > time_for(request.body().size()))
            throw ApiError{408, "bad_request", "The body arrived too slowly"};
        expire_after(options_.client_timeout);
        error_code error;
        co_await http::async_read_some(stream_, buffer_, *parser_,
                                       net::redirect_error(use_awaitable, error));
        if (error == http::error::body_limit)
            throw too_large("The body exceeds " + std::to_string(limit) + " bytes");
        if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension ||
            error == http::error::partial_message) {
            throw bad_request("The body does not follow its framing");
        }
        if (error) throw boost::system::system_error(error);
        if (!share.grow_to(request.body().size())) throw busy();
    }
}

net::awaitable<void> Connection::send_continue() {
    http::response<http::empty_body> response(http::status::continue_, 11);
    co_await http::async_write(stream_, response, use_awaitable);
}

std::chrono::nanoseconds Connection::time_for(std::size_t bytes) const {
    return duration(options_.client_timeout + static_cast<double>(bytes) / kSlowest);
}

net::awaitable<Response> Connection::answer(const Router::Call& call, UploadBudget::Share share) {
    stream_.expires_never();
    cancellation_ = CancellationToken();
    const auto done = std::make_shared<bool>(false);
    const auto self = shared_from_this();
    net::co_spawn(
        stream_.get_executor(),
        [self, token = cancellation_, done] { return self->watch(token, done); }, net::detached);
    std::optional<ApiError> failure;
    Response response;
    Upload upload{Request(parser_->get().base()),
                  std::move(share)};  // the header stays: see send()
    upload.request.body() = std::move(parser_->get().body());
    try {
        response = co_await router_.answer(call, std::move(upload), cancellation_);
    } catch (const ApiError& error) {
        failure = error;
    } catch (const std::exception& error) {
        failure = internal_error(error.what());
    }
    *done = true;
    if (failure) throw *failure;
    co_return response;
}

net::awaitable<void> Connection::watch(CancellationToken token, std::shared_ptr<bool> done) {
    net::steady_timer timer(stream_.get_executor());
    while (!*done) {
        timer.expires_after(kWatchEvery);
        co_await timer.async_wait(use_awaitable);
        if (*done || !stream_.socket().is_open()) break;
        // Bytes of a next request may wait unread, so that only the hang-up itself tells.
        pollfd state{stream_.socket().native_handle(), POLLRDHUP, 0};
        if (::poll(&state, 1, 0) > 0) token.cancel();
    }
}

net::awaitable<bool> Connection::send(Response response, bool keep_alive) {
    router_.metrics().count_request(route_, static_cast<int>(response.result_int()));
    const http::request_header<>& request = parser_->get().base();
    router_.cors().allow(request, response.base());
    response.set(http::field::server, "catvton-server");
    response.keep_alive(keep_alive);
    // What HTTP/1.1 takes for granted an older client must be told.
    if (keep_alive && request.version() < 11) response.set(http::field::connection, "keep-alive");
    stream_.expires_after(time_for(response.body().size()));
    if (is_head_) {
        http::response<http::empty_body> head{response.base()};
        head.content_length(response.body().size());
        co_await http::async_write(stream_, head, use_awaitable);
    } else {
        // A 204 has neither body nor length (RFC 9110, 8.6).
        if (response.result() != http::status::no_content) response.prepare_payload();
        co_await http::async_write(stream_, response, use_awaitable);
    }
    co_return keep_alive;
}

net::awaitable<void> Connection::close_gently() {
    // Closing with unread bytes resets the connection, and the client may lose the answer.
    error_code error;
    stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, error);
    expire_after(kLingerSeconds);
    std::array<char, 16 * 1024> waste;
    std::size_t read = 0;
    while (!error && read < kLingerBytes) {
        read += co_await stream_.async_read_some(net::buffer(waste),
                                                 net::redirect_error(use_awaitable, error));
    }
}

}  // namespace catvton::server
