#include "weights/detectron2_pickle.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "catvton/error.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/storage_tensor.hpp"

namespace catvton::weights {

namespace {

constexpr std::array<std::pair<std::string_view, DType>, 9> kTypes{{{"f2", DType::f16},
                                                                    {"f4", DType::f32},
                                                                    {"f8", DType::f64},
                                                                    {"i1", DType::i8},
                                                                    {"i2", DType::i16},
                                                                    {"i4", DType::i32},
                                                                    {"i8", DType::i64},
                                                                    {"u1", DType::u8},
                                                                    {"b1", DType::boolean}}};

DType read_type(const PickleValue& dtype, const std::string& what) {
    if (dtype.integer == '>')
        throw Error(ErrorCode::unsupported_format, what + ": big-endian arrays are not read");
    std::string_view name = dtype.text;
    if (!name.empty() && (name[0] == '<' || name[0] == '|' || name[0] == '='))
        name.remove_prefix(1);
    for (const auto& [known, type] : kTypes) {
        if (known == name) return type;
    }
    throw Error(
        ErrorCode::unsupported_format,
        what + ": arrays of dtype '" + std::string(dtype.text.substr(0, 32)) + "' are not read");
}

TensorEntry read_array(const PickleArena& arena, const PickleValue& array,
                       const std::shared_ptr<const MappedFile>& file, const std::string& what) {
    const auto refuse = [&](const std::string& rule) {
        throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
    };
    if (array.items.size() != 3) refuse("the array has no content");
    TensorEntry entry;
    entry.shape = read_sizes(arena, arena[array.items[0]], what);
    entry.dtype = read_type(arena[array.items[1]], what);
    std::optional<std::uint64_t> bytes = dtype_size(entry.dtype);
    for (const std::int64_t size : entry.shape) {
        bytes = checked_multiply(*bytes, static_cast<std::uint64_t>(size));
        if (!bytes) refuse("the size of its shape overflows");
    }
    const std::string_view data = arena[array.items[2]].text;
    if (*bytes != data.size()) {
        refuse("has " + std::to_string(data.size()) + " bytes, its shape and dtype need " +
               std::to_string(*bytes));
    }
    entry.bytes = data.size();
    entry.data = reinterpret_cast<const std::byte*>(data.data());
    entry.owner = file;
    const auto whole = file->bytes();
    entry.mapped = entry.data >= whole.data() && entry.data < whole.data() + whole.size();
    if (!entry.mapped) {
        // The text belongs to the arena (protocol 2 stores bytes as latin1 text), which does not
        // outlive this call.
        const auto copy =
            std::make_shared<std::vector<std::byte>>(entry.data, entry.data + entry.bytes);
        entry.data = copy->data();
        entry.owner = copy;
    }
    return entry;
}

}  // namespace

StateDict read_detectron2_pickle(const std::shared_ptr<const MappedFile>& file) {
    const std::string what = "'" + file->path().string() + "': detectron2 pickle";
    ByteReader bytes(file->bytes(), what);
    const Pickle pickle = read_pickle(bytes);
    if (bytes.left() > 0)
        throw Error(ErrorCode::corrupt_weights, what + ": bytes follow the pickle");
    const PickleValue& dict = find_state_dict(pickle.arena, pickle.value(), what);
    StateDict state;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleValue& key = pickle.arena[dict.items[i]];
        const PickleValue& value = pickle.arena[dict.items[i + 1]];
        if (key.kind != PickleKind::text) {
            throw Error(ErrorCode::corrupt_weights,
                        what + ": a key is a " + std::string(kind_name(key.kind)));
        }
        const std::string name(key.text.substr(0, 512));
        if (name.ends_with("_momentum")) continue;  // Caffe2's optimiser state
        if (value.kind != PickleKind::ndarray) {
            throw Error(ErrorCode::corrupt_weights, what + ": '" + name + "' is a " +
                                                        std::string(kind_name(value.kind)) +
                                                        ", not an array");
        }
        state.add(name, read_array(pickle.arena, value, file, what + ": array '" + name + "'"));
    }
    return state;
}

}  // namespace catvton::weights
