#include "weights/storage_tensor.hpp"

#include <cstring>
#include <optional>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kMaxRank = 8;
constexpr int kMaxNesting = 3;

[[noreturn]] void refuse(const std::string& what, const std::string& rule) {
    throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
}

/// Elements of a shape; nothing when the product overflows.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) {
    std::optional<std::uint64_t> count = 1;
    for (const std::int64_t size : shape) {
        count = checked_multiply(*count, static_cast<std::uint64_t>(size));
        if (!count) return count;
    }
    return count;
}

/// Where a tensor lies in its storage, in elements.
struct Placement {
    std::uint64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;

    bool contiguous() const {
        std::int64_t expected = 1;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            if (shape[axis] != 1 && strides[axis] != expected) return false;
            expected *= shape[axis];
        }
        return true;
    }
};

/// Index of the last element; nothing when the arithmetic overflows.
std::optional<std::uint64_t> last_element(const Placement& place) {
    std::uint64_t last = place.offset;
    for (std::size_t axis = 0; axis < place.shape.size(); ++axis) {
        const auto span = checked_multiply(static_cast<std::uint64_t>(place.shape[axis] - 1),
                                           static_cast<std::uint64_t>(place.strides[axis]));
        if (!span || __builtin_add_overflow(last, *span, &last)) return std::nullopt;
    }
    return last;
}

/// The elements in row-major order.
std::shared_ptr<std::vector<std::byte>> gather(const Storage& storage, const Placement& place,
                                               std::uint64_t count) {
    const std::size_t size = dtype_size(storage.dtype);
    auto bytes = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(count) * size);
    std::vector<std::int64_t> index(place.shape.size(), 0);
    std::uint64_t from = place.offset;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::memcpy(bytes->data() + i * size, storage.bytes.data() + from * size, size);
        for (std::size_t axis = place.shape.size(); axis-- > 0;) {
            from += static_cast<std::uint64_t>(place.strides[axis]);
            if (++index[axis] < place.shape[axis]) break;
            from -= static_cast<std::uint64_t>(place.strides[axis]) *
                    static_cast<std::uint64_t>(place.shape[axis]);
            index[axis] = 0;
        }
    }
    return bytes;
}

class Collector {
public:
    Collector(const PickleArena& arena, const StorageLookup& lookup, std::uint64_t budget,
              std::string what)
        : arena_(arena), lookup_(lookup), budget_(budget), what_(std::move(what)) {}

    StateDict collect(const PickleValue& dict) {
        StateDict state;
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            const PickleValue& key = arena_[dict.items[i]];
            const PickleValue& value = arena_[dict.items[i + 1]];
            if (key.kind != PickleKind::text)
                refuse(what_, "a key of the state dict is a " + std::string(kind_name(key.kind)));
            const std::string name(key.text.substr(0, 512));
            if (value.kind != PickleKind::tensor) {
                refuse(what_, "'" + name + "' is a " + std::string(kind_name(value.kind)) +
                                  ", not a tensor");
            }
            state.add(name, read(value, what_ + ": tensor '" + name + "'"));
        }
        return state;
    }

private:
    TensorEntry read(const PickleValue& tensor, const std::string& what) {
        const PickleValue& id = arena_[tensor.items[0]];
        const PickleValue& offset = arena_[tensor.items[1]];
        if (id.kind != PickleKind::storage) refuse(what, "has no storage");
        if (offset.kind != PickleKind::integer || offset.integer < 0)
            refuse(what, "storage offset is negative or no integer");
        const Storage storage = lookup_(arena_, id);
        Placement place{static_cast<std::uint64_t>(offset.integer),
                        read_sizes(arena_, arena_[tensor.items[2]], what),
                        read_sizes(arena_, arena_[tensor.items[3]], what)};
        if (place.shape.size() != place.strides.size())
            refuse(what, "shape and strides have different lengths");
        return cut(storage, std::move(place), what);
    }

    TensorEntry cut(const Storage& storage, Placement place, const std::string& what) {
        const std::size_t size = dtype_size(storage.dtype);
        const std::uint64_t available = storage.bytes.size() / size;
        const auto count = element_count(place.shape);
        if (!count) refuse(what, "the size of its shape overflows");
        TensorEntry entry{storage.dtype, place.shape, storage.bytes.data(), 0, storage.owner};
        if (*count == 0) return entry;
        const auto last = last_element(place);
        if (!last || *last >= available || *count > available) {
            refuse(what,
                   "reaches beyond its storage of " + std::to_string(available) + " elements");
        }
        entry.bytes = static_cast<std::size_t>(*count) * size;
        if (place.contiguous()) {
            entry.data = storage.bytes.data() + place.offset * size;
            entry.mapped = true;
            return entry;
        }
        if (entry.bytes > budget_)
            refuse(what, "views of the storages take more memory than the file");
        budget_ -= entry.bytes;
        const auto bytes = gather(storage, place, *count);
        entry.data = bytes->data();
        entry.owner = bytes;
        return entry;
    }

    const PickleArena& arena_;
    const StorageLookup& lookup_;
    std::uint64_t budget_;
    std::string what_;
};

}  // namespace

std::vector<std::int64_t> read_sizes(const PickleArena& arena, const PickleValue& value,
                                     const std::string& what) {
    if (value.kind != PickleKind::tuple && value.kind != PickleKind::list)
        refuse(what, "shape or strides are no tuple");
    if (value.items.size() > kMaxRank)
        refuse(what, "rank " + std::to_string(value.items.size()) + ", at most 8");
    std::vector<std::int64_t> sizes;
    for (const PickleId id : value.items) {
        const PickleValue& size = arena[id];
        if (size.kind != PickleKind::integer || size.integer < 0)
            refuse(what, "shape or strides hold no size");
        sizes.push_back(size.integer);
    }
    return sizes;
}

const PickleValue& find_state_dict(const PickleArena& arena, const PickleValue& root,
                                   const std::string& what) {
    const PickleValue* dict = &root;
    for (int depth = 0; depth < kMaxNesting; ++depth) {
        if (dict->kind != PickleKind::dict) break;
        const PickleValue* inner = find_key(arena, *dict, "state_dict");
        if (!inner || inner->kind != PickleKind::dict) inner = find_key(arena, *dict, "model");
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
    return Collector(arena, lookup, max_copied_bytes, what)
        .collect(find_state_dict(arena, root, what));
}

}  // namespace catvton::weights
