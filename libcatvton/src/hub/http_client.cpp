#include "hub/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <exception>
#include <string_view>

#include "catvton/error.hpp"
#include "catvton/version.hpp"
#include "hub/sigpipe_block.hpp"

namespace catvton::hub {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxHeaderBytes = 64u << 10;
// Below this a transfer is as good as dead, though it never falls silent.
constexpr long kLowSpeedBytes = 256;
constexpr double kLowSpeedTimeouts = 6;

struct ListFree {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

void start_curl() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK) throw Error(ErrorCode::internal, "libcurl cannot be started");
}

std::string_view stripped(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// One request on its way: what curl's callbacks work on. An exception of theirs must not pass
/// through C; it is kept and thrown afterwards.
class Transfer {
public:
    Transfer(CURL* handle, const HttpRequest& request, const StopCheck& stop)
        : handle_(handle), request_(request), stop_(stop) {}

    void set_callbacks() {
        curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, &Transfer::header);
        curl_easy_setopt(handle_, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &Transfer::body);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(handle_, CURLOPT_XFERINFOFUNCTION, &Transfer::progress);
        curl_easy_setopt(handle_, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(handle_, CURLOPT_NOPROGRESS, 0L);
    }

    HttpOutcome perform() {
        const CURLcode code = [this] {
            const SigpipeBlock block;
            return curl_easy_perform(handle_);
        }();
        if (exception_) std::rethrow_exception(exception_);
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &outcome_.answer.status);
        // Headers that end with the connection may lack some, or a part of the last.
        if (code == CURLE_OK && !headers_complete_) {
            outcome_.failure = "the answer ended within its headers";
            return std::move(outcome_);
        }
        if (code == CURLE_OK && !answered_) answered();  // an empty body
        if (exception_) std::rethrow_exception(exception_);
        if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
            throw Error(ErrorCode::io, "the certificate of '" + request_.url.printable() +
                                           "' cannot be verified: " + curl_easy_strerror(code) +
                                           ". SSL_CERT_FILE names a file of authorities to trust");
        }
        if (code != CURLE_OK && !unwanted_)
            outcome_.failure = silent_ ? "the server fell silent" : curl_easy_strerror(code);
        return std::move(outcome_);
    }

private:
    template <class Function>
    bool guarded(Function function) noexcept {
        try {
            return function();
        } catch (...) {
            exception_ = std::current_exception();
            return false;
        }
    }

    /// Tells the answer, once; whether its body is wanted.
    bool answered() {
        answered_ = true;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &outcome_.answer.status);
        return guarded([this] {
            unwanted_ = request_.on_answer && !request_.on_answer(outcome_.answer);
            return !unwanted_;
        });
    }

    bool take_header(std::string_view line) {
        last_sign_of_life_ = Clock::now();
        if (line.starts_with("HTTP/")) {  // the final answer's headers count
            outcome_.answer.headers.clear();
            headers_complete_ = false;
        }
        if (headers_complete_) return true;  // a trailer of the body
        headers_complete_ = line == "\r\n" || line == "\n";
        header_bytes_ += line.size();
        if (header_bytes_ > kMaxHeaderBytes) return false;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return true;
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        outcome_.answer.headers[name] = stripped(line.substr(colon + 1));
        return true;
    }

    bool take_body(std::span<const std::byte> bytes) {
        last_sign_of_life_ = Clock::now();
        if (!answered_ && !answered()) return false;
        if (request_.on_body) request_.on_body(bytes);
        return true;
    }

    bool check_progress() {
        stop_();
        const std::chrono::duration<double> silence = Clock::now() - last_sign_of_life_;
        silent_ = silence.count() > request_.timeout;
        return !silent_;
    }

    static std::size_t header(char* data, std::size_t, std::size_t size, void* self) noexcept {
        auto& transfer = *static_cast<Transfer*>(self);
        return transfer.guarded([&] { return transfer.take_header({data, size}); }) ? size : 0;
    }

    static std::size_t body(char* data, std::size_t, std::size_t size, void* self) noexcept {
        auto& transfer = *static_cast<Transfer*>(self);
        const auto bytes = std::as_bytes(std::span(data, size));
        return transfer.guarded([&] { return transfer.take_body(bytes); }) ? size : size + 1;
    }

    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
        auto& transfer = *static_cast<Transfer*>(self);
        return transfer.guarded([&] { return transfer.check_progress(); }) ? 0 : 1;
    }

    CURL* handle_;
    const HttpRequest& request_;
    const StopCheck& stop_;
    HttpOutcome outcome_;
    std::exception_ptr exception_;
    std::size_t header_bytes_ = 0;
    Clock::time_point last_sign_of_life_ = Clock::now();
    bool headers_complete_ = false;
    bool answered_ = false;
    bool unwanted_ = false;
    bool silent_ = false;
};

}  // namespace

const std::string& HttpAnswer::header(const std::string& name) const {
    static const std::string none;
    const auto found = headers.find(name);
    return found == headers.end() ? none : found->second;
}

bool HttpAnswer::is_redirect() const noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

void HttpClient::Close::operator()(void* handle) const noexcept { curl_easy_cleanup(handle); }

HttpClient::HttpClient(StopCheck stop) : stop_(std::move(stop)) {
    start_curl();
    handle_.reset(curl_easy_init());
    if (!handle_) throw std::bad_alloc();
}

HttpOutcome HttpClient::send(const HttpRequest& request) {
    stop_();
    CURL* const handle = handle_.get();
    curl_easy_reset(handle);  // of options; connections stay
    std::unique_ptr<curl_slist, ListFree> headers;
    for (const std::string& header : request.headers) {
        curl_slist* const longer = curl_slist_append(headers.get(), header.c_str());
        if (!longer) throw std::bad_alloc();
        (void)headers.release();
        headers.reset(longer);
    }
    curl_easy_setopt(handle, CURLOPT_URL, request.url.text().c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, request.url.is_https() ? "https" : "http");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOBODY, request.head ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    if (!request.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_file.c_str());
    // Nothing of these is for a proxy's eyes.
    curl_easy_setopt(handle, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "libcatvton/" CATVTON_VERSION);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeout * 1000));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytes);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME,
                     static_cast<long>(request.timeout * kLowSpeedTimeouts) + 1);
    Transfer transfer(handle, request, stop_);
    transfer.set_callbacks();
    return transfer.perform();
}

}  // namespace catvton::hub
