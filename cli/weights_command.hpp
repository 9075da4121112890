#pragma once

#include "command.hpp"

namespace catvton::cli {

/// catvton weights: the tensors of a weight file, or what is wrong with it.
void add_weights_command(CLI::App& app, Action& action);
/// catvton convert: one merged file from the published folders.
void add_convert_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
