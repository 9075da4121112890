#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "weights/state_dict.hpp"

namespace catvton::test {

/// A UNet of one down block with one layer, one up block with two, and the mid block: four
/// attentions of width 2.
const nlohmann::json& small_config();

/// The attentions of that UNet, all zero.
weights::StateDict small_unet();

/// The part of one layer: five tensors whose first value is `base` + 10 * layer + 1 ... 5, under
/// the names of the module (8i) or of its children (8i + 1 ...).
void add_small_attention(weights::StateDict& state, std::size_t layer, bool aliases = false,
                         float base = 0);
/// All four layers.
weights::StateDict small_attention(bool aliases = false, float base = 0);

/// First value of a float32 tensor; fails the test when it is not there.
float first_value(const weights::StateDict& state, const std::string& name);

/// One float32 tensor [1] in a safetensors file; folders are made.
void write_tensor(const std::filesystem::path& path, const std::string& name, float value = 1);

/// Writes the published layout below `root`: the UNet's attentions, one VAE tensor "v", and the
/// attention versions with the bases 100 (mix), 200 (vitonhd), 300 (dresscode).
void write_small_model(const std::filesystem::path& root, bool mask_free = false);

}  // namespace catvton::test
