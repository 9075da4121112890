// catvton-server: virtual try-on over HTTP. The contract is described in README.md.

#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

#include "library_engine.hpp"
#include "log.hpp"
#include "server.hpp"
#include "server_options.hpp"

int main(int argc, char** argv) {
    using namespace catvton::server;
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
