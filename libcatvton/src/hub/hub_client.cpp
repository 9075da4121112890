#include "hub/hub_client.hpp"

#include "catvton/error.hpp"
#include "hub/content_hash.hpp"
#include "hub/content_range.hpp"
#include "hub/status_error.hpp"
#include "weights/hub_cache.hpp"
#include "weights/printable.hpp"

namespace catvton::hub {

namespace {

constexpr int kMaxRedirects = 5;

[[noreturn]] void refuse(const FileAddress& file, const std::string& reason) {
    throw Error(ErrorCode::corrupt_weights,
                "the server's answer for " + file.printable() + " is refused: " + reason);
}

/// W/"abc" is abc.
std::string plain_etag(std::string etag) {
    if (etag.starts_with("W/")) etag.erase(0, 2);
    if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"')
        etag = etag.substr(1, etag.size() - 2);
    return etag;
}

std::string first_of(const HttpAnswer& answer, const char* preferred, const char* otherwise) {
    const std::string& value = answer.header(preferred);
    return value.empty() ? answer.header(otherwise) : value;
}

FileMetadata parse_metadata(const FileAddress& file, const HttpAnswer& answer) {
    FileMetadata result;
    result.commit = answer.header("x-repo-commit");
    if (!weights::is_commit(result.commit)) refuse(file, "it names no commit (X-Repo-Commit)");
    if (weights::is_commit(file.revision) && result.commit != file.revision)
        refuse(file, "it is of the other commit " + result.commit);
    result.hash = plain_etag(first_of(answer, "x-linked-etag", "etag"));
    if (!is_content_hash(result.hash))
        refuse(file, "its etag '" + weights::printable(result.hash, 80) +
                         "' is neither SHA-256 nor a git blob's SHA-1");
    const std::string size = answer.is_redirect()
                                 ? answer.header("x-linked-size")
                                 : first_of(answer, "x-linked-size", "content-length");
    const auto bytes = parse_length(size);
    if (!bytes) refuse(file, "it names no size");
    result.size = *bytes;
    return result;
}

}  // namespace

std::string FileAddress::printable() const { return repository + "/" + path; }

HubClient::HubClient(Environment environment, double retry_delay, StopCheck stop)
    : environment_(std::move(environment)),
      retry_delay_(retry_delay),
      stop_(std::move(stop)),
      http_(stop_) {}

Url HubClient::address(const FileAddress& file) const {
    std::string endpoint = environment_.endpoint.text();
    if (endpoint.ends_with('/')) endpoint.pop_back();
    return Url(endpoint + "/" + quoted_path(file.repository) + "/resolve/" +
               quoted_path(file.revision) + "/" + quoted_path(file.path));
}

HttpRequest HubClient::request(const Url& url, double timeout) const {
    HttpRequest result{url, false, {}, timeout, environment_.ca_file, {}, {}};
    result.headers = {"Accept-Encoding: identity"};  // sizes and hashes are of the plain bytes
    if (!environment_.token.empty() && url.origin() == environment_.endpoint.origin())
        result.headers.push_back("Authorization: Bearer " + environment_.token);
    return result;
}

Url HubClient::next(const Url& from, const HttpAnswer& answer, int hop) const {
    if (hop >= kMaxRedirects)
        throw Error(ErrorCode::corrupt_weights, "'" + from.printable() +
                                                    "' is reached by more than " +
                                                    std::to_string(kMaxRedirects) + " redirects");
    const std::string& location = answer.header("location");
    if (location.empty())
        throw Error(ErrorCode::corrupt_weights,
                    "'" + from.printable() + "' answers with a redirect to nowhere");
    const Url to = [&] {
        try {
            return from.resolved(location);
        } catch (const Error& error) {
            throw Error(ErrorCode::corrupt_weights,
                        "'" + from.printable() + "' redirects wrongly: " + error.what());
        }
    }();
    if (environment_.endpoint.is_https() && !to.is_https())
        throw Error(ErrorCode::corrupt_weights, "'" + from.printable() + "' redirects to '" +
                                                    to.printable() + "', which is not https");
    return to;
}

HttpOutcome HubClient::head(const FileAddress& file) {
    Url url = address(file);
    std::optional<HttpOutcome> described;  // a redirect that has the metadata itself
    for (int hop = 0;; ++hop) {
        HttpRequest asked = request(url, environment_.metadata_timeout);
        asked.head = true;
        HttpOutcome outcome = http_.send(asked);
        const HttpAnswer& answer = outcome.answer;
        if (!outcome.failure.empty()) return outcome;
        if (!answer.is_redirect()) {
            // A storage at the endpoint's own address knows nothing of commits.
            const bool known = !answer.header("x-repo-commit").empty();
            return described && !known && answer.status < 300 ? *described : outcome;
        }
        const Url to = next(url, answer, hop);
        if (to.origin() != url.origin()) return outcome;
        if (!answer.header("x-linked-etag").empty()) described = outcome;
        url = to;
    }
}

std::optional<FileMetadata> HubClient::metadata(const FileAddress& file, std::string* commit) {
    Retry retry = this->retry();
    for (;;) {
        const HttpOutcome outcome = head(file);
        if (const auto failure = transient_failure(outcome)) {
            retry.wait(*failure, "cannot ask for " + file.printable());
            continue;
        }
        const HttpAnswer& answer = outcome.answer;
        if (is_entry_not_found(answer)) {
            const std::string& named = answer.header("x-repo-commit");
            if (commit && weights::is_commit(named)) *commit = named;
            return std::nullopt;
        }
        check_status(answer, file, environment_);
        return parse_metadata(file, answer);
    }
}

HttpOutcome HubClient::get(const FileAddress& file, std::uint64_t offset,
                           const std::function<bool(const HttpAnswer&)>& on_answer,
                           const std::function<void(std::span<const std::byte>)>& on_body) {
    Url url = address(file);
    for (int hop = 0;; ++hop) {
        HttpRequest asked = request(url, environment_.stall_timeout);
        if (offset > 0) asked.headers.push_back("Range: bytes=" + std::to_string(offset) + "-");
        asked.on_answer = [&](const HttpAnswer& answer) {
            const bool told = answer.status == 200 || answer.status == 206 || answer.status == 416;
            return told && on_answer(answer);
        };
        asked.on_body = on_body;
        HttpOutcome outcome = http_.send(asked);
        if (transient_failure(outcome) || outcome.answer.status == 416) return outcome;
        if (!outcome.answer.is_redirect()) {
            check_status(outcome.answer, file, environment_);
            return outcome;
        }
        url = next(url, outcome.answer, hop);
    }
}

}  // namespace catvton::hub
