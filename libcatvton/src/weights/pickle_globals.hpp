#pragma once

#include <optional>
#include <string_view>

#include "weights/pickle_value.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

struct PickleGlobalInfo {
    PickleGlobal global;
    DType dtype = DType::f32;  ///< of a storage type
};

/// What module.name stands for; nothing when the table does not list it.
std::optional<PickleGlobalInfo> find_global(std::string_view module,
                                            std::string_view name) noexcept;

}  // namespace catvton::weights
