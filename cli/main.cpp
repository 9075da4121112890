#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench_command.hpp"
#include "catvton/catvton.hpp"
#include "command.hpp"
#include "image_command.hpp"
#include "info_command.hpp"
#include "mask_command.hpp"
#include "models_command.hpp"
#include "tryon_command.hpp"
#include "weights_command.hpp"

namespace catvton::cli {

void print_json(const nlohmann::ordered_json& object) {
    // Paths may hold bytes that are not UTF-8.
    const std::string text =
        object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
}

namespace {

std::string exit_status_help() {
    std::ostringstream text;
    text << "Exit status: 0 success";
    for (const ErrorInfo& row : error_table()) text << ", " << row.exit_status << ' ' << row.name;
    text << ".\nWith --json an error is one object {\"error\":{\"code\":...,\"message\":...}} on "
            "standard output.";
    return text.str();
}

int report(ErrorCode code, const std::string& message, bool json) {
    const ErrorInfo& info = error_info(code);
    if (json) {
        print_json({{"error", {{"code", info.name}, {"message", message}}}});
    } else {
        std::fprintf(stderr, "catvton: %s: %s\n", std::string(info.name).c_str(), message.c_str());
    }
    return info.exit_status;
}

int run(CLI::App& app, Action& action, int argc, char** argv) {
    const bool json = std::any_of(argv + 1, argv + argc, [](const char* argument) {
        return std::string_view(argument) == "--json";
    });
    try {
        app.parse(argc, argv);
        action();
        return 0;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        return report(ErrorCode::invalid_argument, error.what(), json);
    } catch (const Error& error) {
        return report(error.code(), error.what(), json);
    } catch (const std::bad_alloc&) {
        return report(ErrorCode::out_of_memory, "the machine has too little memory", json);
    } catch (const std::exception& error) {
        return report(ErrorCode::internal, error.what(), json);
    }
}

}  // namespace

}  // namespace catvton::cli

int main(int argc, char** argv) {
    using namespace catvton;
    set_log_sink([](LogLevel, std::string_view message) {
        std::fprintf(stderr, "catvton: %.*s\n", static_cast<int>(message.size()), message.data());
    });
    CLI::App app{
        "Virtual try-on: a person and a garment go in, the person wearing the garment comes out.",
        "catvton"};
    app.set_version_flag("--version", std::string("catvton ") + CATVTON_VERSION);
    app.require_subcommand(1);
    app.footer(cli::exit_status_help());
    cli::Action action;
    cli::add_tryon_command(app, action);
    cli::add_mask_command(app, action);
    cli::add_image_command(app, action);
    cli::add_models_command(app, action);
    cli::add_weights_command(app, action);
    cli::add_convert_command(app, action);
    cli::add_info_command(app, action);
    cli::add_bench_command(app, action);
    return cli::run(app, action, argc, argv);
}
