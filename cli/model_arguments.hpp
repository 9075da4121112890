#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "catvton/options.hpp"

namespace catvton::cli {

/// Adds --model, --base-model, --vae, --resume-path, --attention-version and --mask-free.
void add_model_arguments(CLI::App& command, ModelOptions& options);
/// Adds an option that takes auto, no, fp16 or bf16.
void add_precision_argument(CLI::App& command, const std::string& name, Precision& precision,
                            const std::string& description);
/// Adds --device, --mixed-precision and --threads.
void add_device_arguments(CLI::App& command, DeviceOptions& options);

}  // namespace catvton::cli
