#pragma once

#include "command.hpp"

namespace catvton::cli {

/// catvton models: lists, downloads and checks the models that have names.
void add_models_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
