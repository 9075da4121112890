#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "weights/pickle_value.hpp"
#include "weights/storage_tensor.hpp"

namespace catvton::weights {

/// What torch's persistent id ("storage", type, key, location, count[, view]) says.
struct StorageId {
    DType dtype = DType::f32;
    std::string key;  ///< 1 to 64 letters, digits, underscores
    std::uint64_t count = 0;
};

/// Checks a persistent id of `items` items (5 in zips, 6 in legacy files). Throws corrupt_weights,
/// unsupported_format for a view of another storage.
StorageId read_storage_id(const PickleArena& arena, const PickleValue& id, std::size_t items,
                          const std::string& what);

/// Finds the storage that a persistent id names; throws corrupt_weights when it does not exist or
/// does not have the promised size.
using StorageLookup = std::function<Storage(const PickleArena&, const PickleValue& persistent_id)>;

/// The state dict that a pickle of torch.save holds, itself or under "state_dict" or "model".
/// All copies of tensors that are not contiguous may take `max_copied_bytes`. `what` begins the
/// messages of errors. Throws corrupt_weights naming the tensor and the rule.
StateDict collect_tensors(const PickleArena& arena, const PickleValue& root,
                          const StorageLookup& lookup, std::uint64_t max_copied_bytes,
                          const std::string& what);

/// The dict of tensors in a checkpoint: the root, or what it holds under one of the usual keys.
const PickleValue& find_state_dict(const PickleArena& arena, const PickleValue& root,
                                   const std::string& what);

/// A tensor's name: text of at most 512 bytes of UTF-8 that `state` does not hold yet.
std::string read_tensor_name(const PickleValue& key, const StateDict& state,
                             const std::string& what);

/// The integers of a tuple or list, none negative, at most 8. Throws corrupt_weights.
std::vector<std::int64_t> read_sizes(const PickleArena& arena, const PickleValue& value,
                                     const std::string& what);

}  // namespace catvton::weights
