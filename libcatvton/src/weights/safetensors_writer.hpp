#pragma once

#include <filesystem>
#include <optional>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Writes tensors and metadata as safetensors: beside its final place, flushed to the disk, then
/// renamed. On failure nothing is left behind. With `floating` (f16, bf16 or f32) floating tensors
/// are converted to it while they are written, a few pages at a time. Throws io.
void write_safetensors(const StateDict& state, const std::filesystem::path& path,
                       std::optional<DType> floating = std::nullopt);

}  // namespace catvton::weights
