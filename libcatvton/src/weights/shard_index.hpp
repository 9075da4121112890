#pragma once

#include <filesystem>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Reads all shards that a "<weights>.index.json" names. Each tensor must come from the shard that
/// the index says, each shard must lie in the index's folder. Throws corrupt_weights, not_found.
StateDict load_sharded(const std::filesystem::path& index);

}  // namespace catvton::weights
