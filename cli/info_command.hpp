#pragma once

#include "command.hpp"

namespace catvton::cli {

/// catvton info: versions, devices, limits.
void add_info_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
