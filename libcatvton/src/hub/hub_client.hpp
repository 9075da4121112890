#pragma once

#include <cstdint>
#include <string>

#include "hub/environment.hpp"
#include "hub/http_client.hpp"
#include "hub/retry.hpp"

namespace catvton::hub {

/// A file of a repository at a revision (a commit, or a name such as "main").
struct FileAddress {
    std::string repository;
    std::string revision;
    std::string path;

    std::string printable() const;
};

/// What the hub says about a file before it is downloaded.
struct FileMetadata {
    std::string commit;      ///< that the revision stands for; 40 hexadecimal digits
    std::string hash;        ///< see is_content_hash
    std::uint64_t size = 0;  ///< bytes
};

/// Speaks to the hub: asks for a file's metadata and its bytes, follows redirects (at most 5) and
/// shows the token to the endpoint's own scheme, host and port only. Where the endpoint is https,
/// nothing else is spoken to.
class HubClient {
public:
    HubClient(Environment environment, double retry_delay, StopCheck stop);

    /// HEAD with retries. Nothing when the revision has no such file; then `commit`, if given, is
    /// set to what the server says the revision is, or left empty. Throws not_found (no such
    /// repository or revision, or not for this token), io (network), corrupt_weights (an answer
    /// that breaks the protocol).
    std::optional<FileMetadata> metadata(const FileAddress& file, std::string* commit = nullptr);

    /// One GET, from `offset` on when it is not 0, without retries. `on_answer` is told 200, 206
    /// and 416. Throws as metadata() does for other final statuses.
    HttpOutcome get(const FileAddress& file, std::uint64_t offset,
                    const std::function<bool(const HttpAnswer&)>& on_answer,
                    const std::function<void(std::span<const std::byte>)>& on_body);

    const Environment& environment() const noexcept { return environment_; }
    const StopCheck& stop() const noexcept { return stop_; }
    Retry retry() const { return Retry(retry_delay_, stop_); }

private:
    Url address(const FileAddress& file) const;
    /// Where the redirect after `hop` others leads. Throws for one that is not allowed.
    Url next(const Url& from, const HttpAnswer& answer, int hop) const;
    HttpRequest request(const Url& url, double timeout) const;
    HttpOutcome head(const FileAddress& file);

    Environment environment_;
    double retry_delay_;
    StopCheck stop_;
    HttpClient http_;
};

}  // namespace catvton::hub
