#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace catvton::server {

/// Counters in Prometheus' text format (version 0.0.4). From any thread.
class Metrics {
public:
    /// `route` is one of the server's own, never the client's text.
    void count_request(const std::string& route, int status);
    void observe_try_on(double seconds);
    void connection_opened();
    void connection_closed();

    /// What others know of this moment.
    struct Now {
        bool ready = false;            ///< the models are loaded
        bool busy = false;             ///< a try-on runs
        std::size_t upload_bytes = 0;  ///< of request bodies in memory
    };
    std::string text(const Now& now) const;

private:
    static constexpr std::array<double, 8> kBuckets{0.5, 1, 2, 5, 10, 30, 60, 300};  // seconds

    mutable std::mutex mutex_;
    std::map<std::pair<std::string, int>, unsigned long long> requests_;
    std::array<unsigned long long, kBuckets.size()> buckets_{};
    unsigned long long try_ons_ = 0;
    double try_on_seconds_ = 0;
    long long connections_ = 0;
};

}  // namespace catvton::server
