#pragma once

#include <filesystem>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Writes tensors and metadata as safetensors: beside its final place, flushed to the disk, then
/// renamed. On failure nothing is left behind. Throws io.
void write_safetensors(const StateDict& state, const std::filesystem::path& path);

}  // namespace catvton::weights
