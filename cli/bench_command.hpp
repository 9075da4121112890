#pragma once

#include <CLI/CLI.hpp>

#include "command.hpp"

namespace catvton::cli {

/// Adds `bench`: the time of each stage of a try-on, and its memory.
void add_bench_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
