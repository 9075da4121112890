#include "metrics.hpp"

#include <sstream>

namespace catvton::server {

namespace {

void head(std::ostream& out, const char* name, const char* type, const char* help) {
    out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

template <class Value>
void gauge(std::ostream& out, const char* name, const char* help, Value value) {
    head(out, name, "gauge", help);
    out << name << ' ' << value << '\n';
}

}  // namespace

void Metrics::count_request(const std::string& route, int status) {
    const std::scoped_lock lock(mutex_);
    ++requests_[{route, status}];
}

void Metrics::observe_try_on(double seconds) {
    const std::scoped_lock lock(mutex_);
    ++try_ons_;
    try_on_seconds_ += seconds;
    for (std::size_t i = 0; i < kBuckets.size(); ++i) {
        if (seconds <= kBuckets[i]) ++buckets_[i];
    }
}

void Metrics::connection_opened() {
    const std::scoped_lock lock(mutex_);
    ++connections_;
}

void Metrics::connection_closed() {
    const std::scoped_lock lock(mutex_);
    --connections_;
}

std::string Metrics::text(const Now& now) const {
    const std::scoped_lock lock(mutex_);
    std::ostringstream out;
    head(out, "catvton_requests_total", "counter", "Requests answered.");
    for (const auto& [key, count] : requests_) {
        out << "catvton_requests_total{route=\"" << key.first << "\",status=\"" << key.second
            << "\"} " << count << '\n';
    }
    head(out, "catvton_try_on_seconds", "histogram", "Seconds of one successful try-on.");
    for (std::size_t i = 0; i < kBuckets.size(); ++i)
        out << "catvton_try_on_seconds_bucket{le=\"" << kBuckets[i] << "\"} " << buckets_[i]
            << '\n';
    out << "catvton_try_on_seconds_bucket{le=\"+Inf\"} " << try_ons_ << '\n'
        << "catvton_try_on_seconds_sum " << try_on_seconds_ << '\n'
        << "catvton_try_on_seconds_count " << try_ons_ << '\n';
    gauge(out, "catvton_connections", "Open connections.", connections_);
    gauge(out, "catvton_ready", "1 when the models are loaded.", now.ready);
    gauge(out, "catvton_busy", "1 while a try-on runs.", now.busy);
    gauge(out, "catvton_upload_bytes", "Request bodies in memory.", now.upload_bytes);
    return out.str();
}

}  // namespace catvton::server
