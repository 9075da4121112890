#include "weights/state_dict.hpp"

#include <array>
#include <cstdint>

#include "catvton/error.hpp"
#include "runtime/pages.hpp"

namespace catvton::weights {

std::size_t dtype_size(DType dtype) noexcept {
    constexpr std::array<std::size_t, 13> kSizes{1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8};
    return kSizes[static_cast<std::size_t>(dtype)];
}

std::string_view dtype_name(DType dtype) noexcept {
    constexpr std::array<std::string_view, 13> kNames{
        "BOOL", "U8", "I8", "I16", "U16", "I32", "U32", "I64", "U64", "F16", "BF16", "F32", "F64"};
    return kNames[static_cast<std::size_t>(dtype)];
}

void StateDict::add(std::string name, TensorEntry entry) {
    const auto [position, inserted] = index_.emplace(name, items_.size());
    if (!inserted) throw Error(ErrorCode::corrupt_weights, "duplicate tensor name '" + name + "'");
    items_.emplace_back(std::move(name), std::move(entry));
}

void StateDict::set(std::string name, TensorEntry entry) {
    const auto found = index_.find(name);
    if (found == index_.end()) {
        add(std::move(name), std::move(entry));
    } else {
        items_[found->second].second = std::move(entry);
    }
}

const TensorEntry* StateDict::find(std::string_view name) const noexcept {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &items_[found->second].second;
}

void release_pages(const TensorEntry& entry) noexcept {
    if (entry.mapped) runtime::release_pages({entry.data, entry.bytes});
}

}  // namespace catvton::weights
