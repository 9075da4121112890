#pragma once

#include <CLI/CLI.hpp>

#include "catvton/options.hpp"

namespace catvton::cli {

/// Adds --model, --base-model, --vae, --resume-path, --attention-version and --mask-free.
void add_model_arguments(CLI::App& command, ModelOptions& options);
/// Adds --device, --mixed-precision and --threads.
void add_device_arguments(CLI::App& command, DeviceOptions& options);

}  // namespace catvton::cli
