// The public functions as a program calls them: several threads at once, callbacks that stop or
// throw. hub_api MODE: prints one line for each outcome.

#include <chrono>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catvton/catvton.hpp"

namespace {

using namespace catvton;

std::mutex printing;

void print_outcome(const PullOptions& options) {
    std::string outcome;
    try {
        const ModelInfo model = pull_model("set", options);
        outcome = model.complete ? "complete" : "in part";
    } catch (const Error& error) {
        outcome = std::string(error_info(error.code()).name);
    } catch (const std::exception& error) {
        outcome = error.what();
    }
    const std::lock_guard lock(printing);
    std::printf("%s\n", outcome.c_str());
}

void pull_in_threads(int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([] { print_outcome({}); });
    for (std::thread& thread : threads) thread.join();
}

/// Checks what a progress callback is promised: sums that fit, and no byte more than announced.
void pull_watched() {
    PullOptions options;
    std::uint64_t announced = 0;
    std::uint64_t last = 0;
    bool good = true;
    options.plan = [&](const PullPlan& plan) {
        announced = plan.download_bytes;
        good = good && last == 0;
        return ProgressAction::keep_going;
    };
    options.progress = [&](const PullProgress& progress) {
        good = good && progress.download_bytes == announced &&
               progress.file_done <= progress.file_bytes;
        good = good && progress.download_done >= last && progress.download_done <= announced;
        last = progress.download_done;
        return ProgressAction::keep_going;
    };
    print_outcome(options);
    std::printf("%s\n", good && last == announced ? "consistent" : "inconsistent");
}

}  // namespace

int main(int argc, char** argv) {
    const std::string mode = argc == 2 ? argv[1] : "";
    PullOptions options;
    if (mode == "threads") {
        pull_in_threads(4);
    } else if (mode == "watch") {
        pull_watched();
    } else if (mode == "cancel plan") {
        options.plan = [](const PullPlan&) { return ProgressAction::cancel; };
        print_outcome(options);
    } else if (mode == "cancel progress") {
        options.progress = [](const PullProgress& progress) {
            return progress.file_done > 0 ? ProgressAction::cancel : ProgressAction::keep_going;
        };
        print_outcome(options);
    } else if (mode == "cancelled") {
        options.cancellation.cancel();
        print_outcome(options);
    } else if (mode == "cancel while waiting") {
        std::thread later([token = options.cancellation] {
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
            token.cancel();
        });
        print_outcome(options);
        later.join();
    } else if (mode == "pull in a callback") {
        options.progress = [](const PullProgress&) {
            print_outcome({});
            return ProgressAction::cancel;
        };
        print_outcome(options);
    } else if (mode == "throw") {
        options.progress = [](const PullProgress&) -> ProgressAction {
            throw std::runtime_error("thrown by the callback");
        };
        print_outcome(options);
    } else {
        std::fprintf(stderr, "unknown mode\n");
        return 2;
    }
    return 0;
}
