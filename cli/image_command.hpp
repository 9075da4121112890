#pragma once

#include "command.hpp"

namespace catvton::cli {

/// `catvton image`: shows what the model sees of a picture.
void add_image_command(CLI::App& app, Action& action);

}  // namespace catvton::cli
