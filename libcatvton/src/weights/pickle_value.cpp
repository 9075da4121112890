#include "weights/pickle_value.hpp"

#include <array>

namespace catvton::weights {

std::string_view kind_name(PickleKind kind) noexcept {
    static constexpr std::array<std::string_view, 16> kNames{
        "None",  "bool", "int",    "float",   "str",    "bytes",   "long",  "list",
        "tuple", "dict", "global", "storage", "tensor", "ndarray", "dtype", "object"};
    return kNames[static_cast<std::size_t>(kind)];
}

const PickleValue* find_key(const PickleArena& arena, const PickleValue& dict,
                            std::string_view key) noexcept {
    if (dict.kind != PickleKind::dict) return nullptr;
    for (std::size_t i = dict.items.size(); i >= 2; i -= 2) {
        const PickleValue& candidate = arena[dict.items[i - 2]];
        if (candidate.kind == PickleKind::text && candidate.text == key)
            return &arena[dict.items[i - 1]];
    }
    return nullptr;
}

}  // namespace catvton::weights
