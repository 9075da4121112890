#pragma once

#include <filesystem>

#include "weights/model_source.hpp"

namespace catvton::weights {

/// Reads what write_merged_model() wrote. Throws unsupported_format for another weight file or a
/// version that is not read, corrupt_weights.
ModelComponents read_merged_model(const std::filesystem::path& path);

}  // namespace catvton::weights
