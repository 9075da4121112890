#include "pull_printer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace catvton::cli {

namespace {

constexpr int kBarWidth = 30;

std::uint64_t bytes_to_download(const PullPlan& plan, const std::string& repository) {
    std::uint64_t bytes = 0;
    for (const ModelFile& file : plan.files) {
        if (file.repository == repository && file.location.empty()) bytes += file.bytes;
    }
    return bytes;
}

std::string left_text(double seconds) {
    char text[32];
    const long total = static_cast<long>(std::min(seconds, 359999.0) + 0.5);
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
    return text;
}

}  // namespace

std::string byte_text(std::uint64_t bytes) {
    if (bytes == 0) return "?";
    char text[32];
    const auto value = static_cast<double>(bytes);
    if (bytes >= 1'000'000'000) {
        std::snprintf(text, sizeof text, "%.2f GB", value / 1e9);
    } else if (bytes >= 1'000'000) {
        std::snprintf(text, sizeof text, "%.1f MB", value / 1e6);
    } else {
        std::snprintf(text, sizeof text, "%llu B", static_cast<unsigned long long>(bytes));
    }
    return text;
}

std::string license_text(const ModelLicense& license) {
    std::string text = license.name;
    if (!license.terms.empty()) text += ": " + license.terms;
    if (!license.url.empty()) text += " (" + license.url + ")";
    return text;
}

PullPrinter::PullPrinter() : terminal_(isatty(STDERR_FILENO) == 1) {}

void PullPrinter::show(const PullPlan& plan) {
    if (plan.download_bytes == 0) {
        std::fprintf(stderr, "nothing to download: %zu files are there\n", plan.files.size());
        return;
    }
    const auto count = std::count_if(plan.files.begin(), plan.files.end(),
                                     [](const ModelFile& file) { return file.location.empty(); });
    std::fprintf(stderr, "downloading %s (%llu bytes, %ld files) from %s\n",
                 byte_text(plan.download_bytes).c_str(),
                 static_cast<unsigned long long>(plan.download_bytes), static_cast<long>(count),
                 plan.endpoint.c_str());
    for (const ModelLicense& license : plan.licenses) {
        const std::uint64_t bytes = bytes_to_download(plan, license.repository);
        if (bytes == 0) continue;
        std::fprintf(stderr, "  %s, %s\n    licence: %s\n", license.repository.c_str(),
                     byte_text(bytes).c_str(), license_text(license).c_str());
    }
}

void PullPrinter::show(const PullProgress& progress) {
    const std::string file =
        progress.repository + (progress.repository.empty() ? "" : "/") + progress.path;
    if (file != file_) {
        finish();
        std::fprintf(stderr, "%s  %s\n", file.c_str(), byte_text(progress.file_bytes).c_str());
        file_ = file;
    }
    if (terminal_ && progress.download_bytes > 0) show_bar(progress);
}

void PullPrinter::show_bar(const PullProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    // What an earlier attempt left came at no speed of this one.
    if (started_.time_since_epoch().count() == 0 || progress.download_done < done_at_start_) {
        started_ = now;
        done_at_start_ = progress.download_done;
    }
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const double speed =
        seconds > 0.2 ? static_cast<double>(progress.download_done - done_at_start_) / seconds : 0;
    const double share =
        static_cast<double>(progress.download_done) / static_cast<double>(progress.download_bytes);
    const auto filled = static_cast<std::size_t>(kBarWidth * std::min(share, 1.0));
    const std::string bar = std::string(filled, '#') + std::string(kBarWidth - filled, '.');
    const auto left = static_cast<double>(progress.download_bytes - progress.download_done);
    std::fprintf(stderr, "\r[%s] %s of %s  %.1f MB/s  %s left   ", bar.c_str(),
                 byte_text(progress.download_done).c_str(),
                 byte_text(progress.download_bytes).c_str(), speed / 1e6,
                 speed > 0 ? left_text(left / speed).c_str() : "?");
    std::fflush(stderr);
    line_open_ = true;
}

void PullPrinter::finish() {
    if (line_open_) std::fputc('\n', stderr);
    line_open_ = false;
}

}  // namespace catvton::cli
