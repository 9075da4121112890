#include "progress_printer.hpp"

#include <unistd.h>

#include <cstdio>

namespace catvton::cli {

namespace {

constexpr int kBarWidth = 30;

const char* stage_name(Stage stage) {
    switch (stage) {
        case Stage::prepare:
            return "preparing";
        case Stage::mask:
            return "finding the mask";
        case Stage::encode:
            return "encoding";
        case Stage::denoise:
            return "denoising";
        case Stage::decode:
            return "decoding";
    }
    return "";
}

std::string duration_text(double seconds) {
    const long total = static_cast<long>(seconds + 0.5);
    char text[32];
    if (total >= 3600) {
        std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60,
                      total % 60);
    } else {
        std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
    }
    return text;
}

}  // namespace

ProgressPrinter::ProgressPrinter() : terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressPrinter::show(const Progress& progress) {
    if (progress.stage == Stage::denoise && progress.step > 0) {
        show_step(progress);
        return;
    }
    if (progress.stage == Stage::denoise) denoise_started_ = progress.seconds;
    finish();
    std::fprintf(stderr, "%s\n", stage_name(progress.stage));
}

void ProgressPrinter::show_step(const Progress& progress) {
    const double per_step = (progress.seconds - denoise_started_) / progress.step;
    const std::string left = duration_text(per_step * (progress.steps - progress.step));
    if (!terminal_) {
        std::fprintf(stderr, "step %d/%d  %.2f s/step  %s left\n", progress.step, progress.steps,
                     per_step, left.c_str());
        return;
    }
    const int filled = kBarWidth * progress.step / progress.steps;
    const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                            std::string(static_cast<std::size_t>(kBarWidth - filled), '.');
    std::fprintf(stderr, "\r[%s] %d/%d  %.2f s/step  %s left   ", bar.c_str(), progress.step,
                 progress.steps, per_step, left.c_str());
    std::fflush(stderr);
    line_open_ = true;
}

void ProgressPrinter::finish() {
    if (line_open_) std::fputc('\n', stderr);
    line_open_ = false;
}

}  // namespace catvton::cli
