// Loads every file of a folder of malformed weight files, each in a process of its own, and
// compares error, time and memory with what expected.json promises.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "catvton/error.hpp"
#include "weights/state_dict.hpp"

namespace {

namespace fs = std::filesystem;

constexpr double kMaxSeconds = 1.0;
constexpr long kMaxGrowthKiB = 64 * 1024;  // beyond twice the file
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasured = false;  // a sanitizer has its own time and memory
#else
constexpr bool kMeasured = true;
#endif

/// How one load ended.
struct Outcome {
    std::string code;  ///< "none" when the file was read, "crash" when the process died
    std::string message;
    double seconds = 0;
    long peak_kib = 0;
};

std::string load(const fs::path& path) {
    try {
        catvton::weights::load_state_dict(path);
        return "none\n";
    } catch (const catvton::Error& error) {
        return std::string(catvton::error_info(error.code()).name) + "\n" + error.what();
    } catch (const std::exception& error) {
        return std::string("foreign exception\n") + error.what();
    }
}

[[noreturn]] void run_child(const fs::path& path, int pipe) {
    const std::string answer = load(path);
    const ssize_t written =
        ::write(pipe, answer.data(), std::min<std::size_t>(answer.size(), 4096));
    ::_exit(written < 0 ? 1 : 0);
}

std::string read_all(int pipe) {
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t count = 0; (count = ::read(pipe, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(count));
    return text;
}

Outcome load_apart(const fs::path& path) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) throw std::runtime_error("no pipe");
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child == 0) run_child(path, pipe[1]);
    ::close(pipe[1]);
    const std::string answer = read_all(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    Outcome outcome;
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    outcome.peak_kib = usage.ru_maxrss;
    const auto line = answer.find('\n');
    outcome.code = status == 0 && line != std::string::npos ? answer.substr(0, line) : "crash";
    outcome.message = line == std::string::npos ? answer : answer.substr(line + 1);
    return outcome;
}

/// What is wrong with an outcome; empty when nothing is.
std::string complaint(const Outcome& outcome, const nlohmann::json& expected, long growth_kib,
                      long file_kib) {
    const auto code = expected.at("code").get<std::string>();
    const auto rule = expected.at("rule").get<std::string>();
    if (outcome.code != code) return "gives " + outcome.code + ", not " + code;
    if (outcome.message.find(rule) == std::string::npos) return "does not say '" + rule + "'";
    if (!kMeasured) return "";
    if (outcome.seconds > kMaxSeconds) return "takes " + std::to_string(outcome.seconds) + " s";
    if (growth_kib > 2 * file_kib + kMaxGrowthKiB)
        return "takes " + std::to_string(growth_kib) + " KiB";
    return "";
}

int check(const fs::path& folder) {
    const auto expected = nlohmann::json::parse(std::ifstream(folder / "expected.json"));
    const long idle_kib = load_apart(folder / "no such file").peak_kib;
    int failures = 0;
    double slowest = 0;
    long largest_kib = 0;
    for (const auto& [name, wanted] : expected.items()) {
        const Outcome outcome = load_apart(folder / name);
        const long growth = outcome.peak_kib - idle_kib;
        const auto file_kib = static_cast<long>(fs::file_size(folder / name) / 1024);
        slowest = std::max(slowest, outcome.seconds);
        largest_kib = std::max(largest_kib, growth - 2 * file_kib);
        const std::string wrong = complaint(outcome, wanted, growth, file_kib);
        if (wrong.empty()) continue;
        ++failures;
        std::printf("%s %s\n    message: %s\n", name.c_str(), wrong.c_str(),
                    outcome.message.c_str());
    }
    std::printf(
        "%zu files, %d failures; slowest %.3f s; most memory beyond twice the file %ld KiB\n",
        expected.size(), failures, slowest, largest_kib);
    return failures == 0 && !expected.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: check_corpus FOLDER\n");
        return 2;
    }
    try {
        return check(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
