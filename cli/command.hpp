#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>

namespace catvton::cli {

/// What the chosen subcommand will do once the command line is known to be good. It throws
/// catvton::Error.
using Action = std::function<void()>;

/// One JSON object on one line of standard output.
void print_json(const nlohmann::ordered_json& object);

}  // namespace catvton::cli
