#pragma once

#include <cstddef>
#include <span>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// f16, bf16, f32, f64.
bool is_floating(DType dtype) noexcept;

/// Elements that convert_elements() takes at once at most.
inline constexpr std::size_t kConvertChunk = 65'536;

/// Writes the elements [first, first + count) of a floating tensor as `dtype` (f16, bf16 or f32) to
/// `target`, which holds count * dtype_size(dtype) bytes. Rounds to nearest, ties to even; beyond
/// the largest half lies infinity. `count` is at most kConvertChunk.
void convert_elements(const TensorEntry& entry, std::size_t first, std::size_t count, DType dtype,
                      std::span<std::byte> target);

}  // namespace catvton::weights
