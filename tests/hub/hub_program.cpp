// `catvton models` alone, without LibTorch: it starts faster, and runs under sanitizers.

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "catvton/error.hpp"
#include "catvton/log.hpp"
#include "models_command.hpp"

namespace catvton::cli {

void print_json(const nlohmann::ordered_json& object) {
    std::printf("%s\n", object.dump().c_str());
    std::fflush(stdout);
}

}  // namespace catvton::cli

int main(int argc, char** argv) {
    using namespace catvton;
    set_log_sink([](LogLevel, std::string_view message) {
        std::fprintf(stderr, "catvton: %.*s\n", static_cast<int>(message.size()), message.data());
    });
    CLI::App app("The models command", "hub_program");
    std::string statuses = "Exit status: 0 success";
    for (const ErrorInfo& row : error_table())
        statuses += ", " + std::to_string(row.exit_status) + " " + std::string(row.name);
    app.footer(statuses);
    cli::Action action;
    cli::add_models_command(app, action);
    try {
        app.parse(argc, argv);
        action();
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    } catch (const Error& error) {
        const ErrorInfo& info = error_info(error.code());
        std::fprintf(stderr, "catvton: %s: %s\n", std::string(info.name).c_str(), error.what());
        return info.exit_status;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "catvton: %s\n", error.what());
        return error_info(ErrorCode::internal).exit_status;
    }
}
