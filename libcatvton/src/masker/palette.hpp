#pragma once

#include <array>
#include <cstdint>

#include "catvton/image.hpp"

namespace catvton::masker {

/// Red, green and blue of a label: bits 0, 1 and 2 of its octal digits, lowest digit first, become
/// the colours' bits from the highest down.
std::array<std::uint8_t, 3> label_color(std::uint8_t label) noexcept;

}  // namespace catvton::masker
