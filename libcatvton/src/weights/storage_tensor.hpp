#pragma once

#include <functional>
#include <span>
#include <string>

#include "weights/pickle_value.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// The bytes behind tensors that share a storage.
struct Storage {
    DType dtype = DType::f32;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
};

/// Finds the storage that a persistent id (its tuple's items) names; throws corrupt_weights when it
/// does not exist or does not have the promised size.
using StorageLookup = std::function<Storage(const PickleArena&, const PickleValue& persistent_id)>;

/// The state dict that a pickle holds, itself or under "state_dict" or "model". Tensors are windows
/// into their storages when they are contiguous, copies otherwise; all copies together may take
/// `max_copied_bytes`. `what` begins the messages of errors. Throws corrupt_weights naming the
/// tensor and the rule.
StateDict collect_tensors(const PickleArena& arena, const PickleValue& root,
                          const StorageLookup& lookup, std::uint64_t max_copied_bytes,
                          const std::string& what);

/// The dict of tensors in a checkpoint: the root, or what it holds under "state_dict" or "model".
const PickleValue& find_state_dict(const PickleArena& arena, const PickleValue& root,
                                   const std::string& what);

/// The integers of a tuple or list, none negative, at most 8. Throws corrupt_weights.
std::vector<std::int64_t> read_sizes(const PickleArena& arena, const PickleValue& value,
                                     const std::string& what);

}  // namespace catvton::weights
