#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace catvton::weights {

/// Everything that a pickle may name. No name is ever looked up or run: what is not listed in the
/// table of pickle_globals.cpp is refused.
enum class PickleGlobal {
    ordered_dict,
    rebuild_tensor,
    rebuild_parameter,
    torch_size,
    torch_device,
    storage_type,  ///< torch.FloatStorage and its siblings; the value's integer is the DType
    numpy_reconstruct,
    numpy_frombuffer,
    numpy_ndarray,
    numpy_dtype,
    numpy_scalar,
    codecs_encode,
    empty_bytes,  ///< bytes, called without arguments
    torch_dtype,
};

/// Index of a value in its arena. Values refer to each other by index, so that building and
/// destroying never recurse.
using PickleId = std::uint32_t;

enum class PickleKind : std::uint8_t {
    none,
    boolean,
    integer,
    real,
    text,  ///< str, or a Python 2 str
    bytes,
    long_bytes,  ///< an integer of more than 8 bytes, by its little-endian bytes
    list,
    tuple,
    dict,     ///< items alternate key, value
    global,   ///< integer: PickleGlobal; extra: its DType for a storage type
    storage,  ///< items: the persistent id's tuple
    tensor,   ///< items: the arguments of _rebuild_tensor_v2
    ndarray,  ///< items: once built: shape, dtype, data; extra: 1 in Fortran (column-major) order
    dtype,    ///< text: numpy's short name, e.g. "f4"; integer: byte order character
    opaque,   ///< allowed and without meaning here
};

struct PickleValue {
    PickleKind kind = PickleKind::none;
    std::uint8_t extra = 0;
    std::uint8_t depth = 0;  ///< containers inside containers
    std::int64_t integer = 0;
    std::string_view text;  ///< into the file, or into PickleArena::made_texts
    std::vector<PickleId> items;
};

/// The values of one pickle, and the texts that were made from them. Growing moves no value.
struct PickleArena {
    std::deque<PickleValue> values;
    /// Shared, because tensors may lie in it and outlive the arena.
    std::shared_ptr<std::deque<std::string>> made_texts =
        std::make_shared<std::deque<std::string>>();
    std::size_t made_bytes_left = 0;  ///< how much more may be made

    const PickleValue& operator[](PickleId id) const { return values[id]; }
    PickleValue& operator[](PickleId id) { return values[id]; }
};

/// For messages: "dict", "tuple", ...
std::string_view kind_name(PickleKind kind) noexcept;

/// The value of `key` in a dict, or null. The last one wins, as in Python.
const PickleValue* find_key(const PickleArena& arena, const PickleValue& dict,
                            std::string_view key) noexcept;

}  // namespace catvton::weights
