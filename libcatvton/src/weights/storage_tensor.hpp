#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// The bytes behind tensors that share a storage.
struct Storage {
    DType dtype = DType::f32;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
    bool mapped = true;  ///< `bytes` lies in a read-only file mapping
};

/// Where a tensor lies in its storage, in elements. No number is negative.
struct Placement {
    std::uint64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

/// Elements of a shape; nothing when the product overflows.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) noexcept;

/// Cuts tensors out of storages: windows when they are contiguous, copies otherwise. All copies of
/// one cutter together are bounded, because a few bytes can describe a huge expanded tensor.
class TensorCutter {
public:
    explicit TensorCutter(std::uint64_t max_copied_bytes) : budget_(max_copied_bytes) {}

    /// Throws corrupt_weights, beginning with `what`, when the tensor leaves its storage, overflows
    /// or exceeds the bound.
    TensorEntry cut(const Storage& storage, const Placement& place, const std::string& what);

private:
    std::uint64_t budget_;
};

}  // namespace catvton::weights
