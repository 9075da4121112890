// catvton-server with an engine that misbehaves on demand, for replies that a healthy device does
// not give. The engine takes the seed as its orders:
//
//     --hold-loading FILE: loading lasts until FILE is gone; --fail-loading: it ends in an error

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "server.hpp"
#include "server_options.hpp"

namespace {

using namespace catvton;
using namespace catvton::server;

// Seeds, and what they make the engine do.
constexpr std::int64_t kOutOfMemory = 1, kDefect = 2, kNoPerson = 3, kSlow = 4, kForeign = 5,
                       kLarge = 6;
constexpr auto kTick = std::chrono::milliseconds(10);
constexpr int kSlowTicks = 150;

class FaultEngine : public Engine {
public:
    FaultEngine(std::filesystem::path hold, bool fail) : hold_(std::move(hold)), fail_(fail) {}

    void load() override {
        while (!hold_.empty() && std::filesystem::exists(hold_)) std::this_thread::sleep_for(kTick);
        if (fail_) throw Error(ErrorCode::not_found, "no weights in /secret/folder");
    }

    TryOnOutcome run(const TryOnJob& job) override {
        if (running_.exchange(true)) std::abort();  // two at a time: no test survives that
        const struct Leave {
            std::atomic<bool>& running;
            ~Leave() { running = false; }
        } leave{running_};
        switch (job.seed) {
            case kOutOfMemory:
                throw Error(ErrorCode::out_of_memory, "allocating 12345 bytes at /secret/place");
            case kDefect:
                throw Error(ErrorCode::internal, "defect in /secret/file.cpp");
            case kNoPerson:
                throw Error(ErrorCode::no_person, "nobody");
            case kForeign:
                throw std::runtime_error("not of the library: /secret");
            case kSlow:
                wait(job);
                break;
            case kLarge:
                return {noise(1600), job.seed, 0.01};
            default:
                break;
        }
        return {Image(8, 8, 3), job.seed, 0.01};
    }

private:
    /// A picture that does not compress.
    static Image noise(int side) {
        Image image(side, side, 3);
        std::minstd_rand random;
        for (std::uint8_t& value : std::span(image.data(), std::size_t(side) * image.row_bytes()))
            value = static_cast<std::uint8_t>(random() >> 8);
        return image;
    }

    static void wait(const TryOnJob& job) {
        for (int i = 0; i < kSlowTicks; ++i) {
            std::this_thread::sleep_for(kTick);
            if (job.cancellation.cancelled()) throw Error(ErrorCode::cancelled, "cancelled");
            if (job.deadline && std::chrono::steady_clock::now() > *job.deadline)
                throw Error(ErrorCode::deadline_exceeded, "too late");
        }
    }

    std::filesystem::path hold_;
    bool fail_;
    std::atomic<bool> running_{false};
};

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path hold;
    bool fail = false;
    std::vector<char*> rest{argv[0]};
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--fail-loading") == 0) {
            fail = true;
        } else if (std::strcmp(argv[i], "--hold-loading") == 0 && i + 1 < argc) {
            hold = argv[++i];
        } else {
            rest.push_back(argv[i]);
        }
    }
    ServerOptions options;
    if (const auto status =
            parse_server_options(static_cast<int>(rest.size()), rest.data(), options)) {
        return *status;
    }
    std::signal(SIGPIPE, SIG_IGN);
    Server server(options, std::make_unique<FaultEngine>(hold, fail));
    return server.run();
}
