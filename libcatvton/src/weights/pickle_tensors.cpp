#include "weights/pickle_tensors.hpp"

#include <algorithm>
#include <array>

#include "catvton/error.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxTensors = 65'536;
constexpr std::size_t kMaxNameBytes = 512;
constexpr std::size_t kMaxKeyBytes = 64;
constexpr int kMaxNesting = 3;
// "blobs" is Caffe2's.
constexpr std::array<std::string_view, 3> kWrappers{"state_dict", "model", "blobs"};

[[noreturn]] void refuse(const std::string& what, const std::string& rule,
                         ErrorCode code = ErrorCode::corrupt_weights) {
    throw Error(code, what + ": " + rule);
}

bool is_storage_key(std::string_view key) {
    return !key.empty() && key.size() <= kMaxKeyBytes &&
           std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '_';
           });
}

Placement read_placement(const PickleArena& arena, const PickleValue& tensor,
                         const std::string& what) {
    const PickleValue& offset = arena[tensor.items[1]];
    if (offset.kind != PickleKind::integer) refuse(what, "storage offset is no integer");
    if (offset.integer < 0)
        refuse(what, "storage offset " + std::to_string(offset.integer) + " is negative");
    return {static_cast<std::uint64_t>(offset.integer),
            read_sizes(arena, arena[tensor.items[2]], what),
            read_sizes(arena, arena[tensor.items[3]], what)};
}

}  // namespace

StorageId read_storage_id(const PickleArena& arena, const PickleValue& id, std::size_t items,
                          const std::string& what) {
    if (id.items.size() != items) {
        refuse(what, "a persistent id has " + std::to_string(id.items.size()) + " parts, not " +
                         std::to_string(items));
    }
    const auto item = [&](std::size_t i) -> const PickleValue& { return arena[id.items[i]]; };
    if (item(0).kind != PickleKind::text || item(0).text != "storage")
        refuse(what, "a persistent id does not begin with 'storage'");
    if (item(1).kind != PickleKind::global ||
        item(1).integer != static_cast<std::int64_t>(PickleGlobal::storage_type)) {
        refuse(what, "a persistent id names no storage type");
    }
    if (item(2).kind != PickleKind::text || !is_storage_key(item(2).text))
        refuse(what, "the storage key '" + printable(item(2).text) + "' is not one");
    if (item(4).kind != PickleKind::integer || item(4).integer < 0)
        refuse(what, "the element count of storage '" + printable(item(2).text) + "' is not one");
    if (items > 5 && item(5).kind != PickleKind::none) {
        refuse(what, "views of storages are not read: save the file again with a newer PyTorch",
               ErrorCode::unsupported_format);
    }
    return {static_cast<DType>(item(1).extra), std::string(item(2).text),
            static_cast<std::uint64_t>(item(4).integer)};
}

std::vector<std::int64_t> read_sizes(const PickleArena& arena, const PickleValue& value,
                                     const std::string& what) {
    if (value.kind != PickleKind::tuple && value.kind != PickleKind::list)
        refuse(what, "its shape or strides are a " + std::string(kind_name(value.kind)));
    if (value.items.size() > kMaxRank)
        refuse(what, "rank " + std::to_string(value.items.size()) + ", at most 8 is read");
    std::vector<std::int64_t> sizes;
    for (const PickleId id : value.items) {
        const PickleValue& size = arena[id];
        if (size.kind != PickleKind::integer)
            refuse(what, "its shape or strides hold a " + std::string(kind_name(size.kind)));
        if (size.integer < 0)
            refuse(what, "its shape or strides hold " + std::to_string(size.integer));
        sizes.push_back(size.integer);
    }
    return sizes;
}

std::string read_tensor_name(const PickleValue& key, const StateDict& state,
                             const std::string& what) {
    if (key.kind != PickleKind::text)
        refuse(what, "a tensor's name is a " + std::string(kind_name(key.kind)));
    if (key.text.size() > kMaxNameBytes)
        refuse(what, "a tensor's name has " + std::to_string(key.text.size()) + " bytes");
    if (!is_clean_utf8(key.text))
        refuse(what, "the tensor name '" + printable(key.text) + "' is not clean UTF-8");
    if (state.size() >= kMaxTensors)
        refuse(what, "more than " + std::to_string(kMaxTensors) + " tensors");
    if (state.find(key.text)) refuse(what, "duplicate tensor '" + printable(key.text) + "'");
    return std::string(key.text);
}

const PickleValue& find_state_dict(const PickleArena& arena, const PickleValue& root,
                                   const std::string& what) {
    const PickleValue* dict = &root;
    for (int depth = 0; depth < kMaxNesting; ++depth) {
        const PickleValue* inner = nullptr;
        for (const std::string_view key : kWrappers) {
            inner = find_key(arena, *dict, key);
            if (inner && inner->kind == PickleKind::dict) break;
        }
        if (!inner || inner->kind != PickleKind::dict) break;
        dict = inner;
    }
    if (dict->kind != PickleKind::dict)
        refuse(what, "holds a " + std::string(kind_name(dict->kind)) + ", not a state dict");
    return *dict;
}

StateDict collect_tensors(const PickleArena& arena, const PickleValue& root,
                          const StorageLookup& lookup, std::uint64_t max_copied_bytes,
                          const std::string& what) {
    const PickleValue& dict = find_state_dict(arena, root, what);
    TensorCutter cutter(max_copied_bytes);
    StateDict state;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleValue& value = arena[dict.items[i + 1]];
        std::string name = read_tensor_name(arena[dict.items[i]], state, what);
        const std::string tensor = what + ": tensor '" + name + "'";
        if (value.kind != PickleKind::tensor)
            refuse(tensor, "is a " + std::string(kind_name(value.kind)));
        const PickleValue& id = arena[value.items[0]];
        if (id.kind != PickleKind::storage) refuse(tensor, "has no storage");
        const Storage storage = lookup(arena, id);
        state.add(std::move(name),
                  cutter.cut(storage, read_placement(arena, value, tensor), tensor));
    }
    return state;
}

}  // namespace catvton::weights
