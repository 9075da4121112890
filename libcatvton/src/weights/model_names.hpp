#pragma once

#include <filesystem>

#include "catvton/options.hpp"

namespace catvton::weights {

/// The diffusion half's file in a folder of one whole model (see write_merged_model).
inline constexpr const char* kTryOnFile = "try_on.safetensors";

/// The options with a model's name replaced by what it stands for: "mini" by the folder of the
/// model that is installed with the library, "catvton" and "catvton-maskfree" by the published
/// repositories of the variant. Anything else stays as it is; a folder that has such a name is
/// reached as "./mini". Throws not_found when the installed model is missing.
ModelOptions resolve_model_name(ModelOptions options);

/// share/catvton/models of the installation (or build) that this library was loaded from.
std::filesystem::path models_folder();

}  // namespace catvton::weights
