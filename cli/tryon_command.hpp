#pragma once

#include "command.hpp"

namespace catvton::cli {

/// catvton tryon: person + cloth + mask -> picture.
void add_tryon_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
