// catvton-server: virtual try-on over HTTP. The contract is described in README.md.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>

#include "library_engine.hpp"
#include "log.hpp"
#include "server.hpp"
#include "server_options.hpp"

namespace {

/// Lets the threads of a CPU inference sleep while they wait for each other. By default OpenMP's
/// spin: where they share the cores with this server's other threads, or with other programs, that
/// makes an inference several times slower. The runtime reads the variable when it is loaded, so
/// that the program starts itself again. Whoever sets the variable has chosen.
void let_idle_threads_sleep(char** argv) {
    constexpr const char* kVariable = "OMP_WAIT_POLICY";
    if (std::getenv(kVariable) || ::setenv(kVariable, "PASSIVE", 0) != 0) return;
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) ::execv(program.c_str(), argv);
    // Without it the server is slower under load, and that is all.
}

}  // namespace

int main(int argc, char** argv) {
    using namespace catvton::server;
    let_idle_threads_sleep(argv);
    ServerOptions options;
    if (const auto status = parse_server_options(argc, argv, options)) return *status;
    std::signal(SIGPIPE, SIG_IGN);
    catvton::set_log_sink([](catvton::LogLevel, std::string_view message) { log_line(message); });
    try {
        Server server(options,
                      std::make_unique<LibraryEngine>(options.device, options.model, options.width,
                                                      options.height, options.offline));
        return server.run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "catvton-server: %s\n", error.what());
        return 1;
    }
}
