#pragma once

#include "command.hpp"

namespace catvton::cli {

/// catvton mask: person (or label maps) -> cloth-agnostic mask.
void add_mask_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
