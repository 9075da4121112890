#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace catvton::masker {

/// "layer" and 3 give "layer3": how checkpoints name what they count.
std::string numbered(std::string_view name, std::size_t number);

}  // namespace catvton::masker
