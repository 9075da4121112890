#pragma once

#include <cstdint>

namespace catvton::weights {

/// IEEE binary16 and bfloat16 by their bits. Towards half: round to nearest, ties to even; overflow
/// to infinity.
float half_to_float(std::uint16_t bits) noexcept;
std::uint16_t float_to_half(float value) noexcept;
float bfloat16_to_float(std::uint16_t bits) noexcept;
std::uint16_t float_to_bfloat16(float value) noexcept;

}  // namespace catvton::weights
