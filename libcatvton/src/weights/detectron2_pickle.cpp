#include "weights/detectron2_pickle.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/pickle_tensors.hpp"
#include "weights/printable.hpp"

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
    throw Error(ErrorCode::unsupported_format,
                what + ": arrays of dtype '" + printable(dtype.text, 32) + "' are not read");
}

/// Strides in elements of an array that fills its data.
std::vector<std::int64_t> dense_strides(const std::vector<std::int64_t>& shape, bool fortran) {
    std::vector<std::int64_t> strides(shape.size());
    std::int64_t stride = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const std::size_t axis = fortran ? i : shape.size() - 1 - i;
        strides[axis] = stride;
        stride *= shape[axis];
    }
    return strides;
}

/// Where an array's data lies: in the file, or among the texts that the pickle made (protocol 2
/// stores bytes as latin1 text).
Storage find_data(const PickleArena& arena, std::string_view data, DType dtype,
                  const std::shared_ptr<const MappedFile>& file) {
    const auto* const begin = reinterpret_cast<const std::byte*>(data.data());
    const auto whole = file->bytes();
    const bool mapped = std::less_equal<>()(whole.data(), begin) &&
                        std::less<>()(begin, whole.data() + whole.size());
    Storage storage{dtype, {begin, data.size()}, file, mapped};
    if (!mapped) storage.owner = arena.made_texts;
    return storage;
}

TensorEntry read_array(const PickleArena& arena, const PickleValue& array,
                       const std::shared_ptr<const MappedFile>& file, TensorCutter& cutter,
                       const std::string& what) {
    const auto refuse = [&](const std::string& rule) {
        throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
    };
    if (array.items.size() != 3) refuse("the array has no content");
    Placement place;
    place.shape = read_sizes(arena, arena[array.items[0]], what);
    const DType dtype = read_type(arena[array.items[1]], what);
    const auto count = element_count(place.shape);
    const auto bytes = count ? checked_multiply(*count, dtype_size(dtype)) : std::nullopt;
    if (!bytes) refuse("the size of its shape overflows");
    const std::string_view data = arena[array.items[2]].text;
    if (*bytes != data.size()) {
        refuse("has " + std::to_string(data.size()) + " bytes, its shape and dtype need " +
               std::to_string(*bytes));
    }
    if (*count > 0) {
        place.strides = dense_strides(place.shape, array.extra != 0);
    } else {
        place.strides.resize(place.shape.size());
    }
    return cutter.cut(find_data(arena, data, dtype, file), place, what);
}

}  // namespace

StateDict read_detectron2_pickle(const std::shared_ptr<const MappedFile>& file) {
    const std::string what = "'" + file->path().string() + "': detectron2 pickle";
    const auto refuse = [&](const std::string& rule) {
        throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
    };
    ByteReader bytes(file->bytes(), what);
    const Pickle pickle = read_pickle(bytes);
    if (bytes.left() > 0) refuse(std::to_string(bytes.left()) + " bytes follow the pickle");
    const PickleValue& dict = find_state_dict(pickle.arena, pickle.value(), what);
    TensorCutter cutter(file->bytes().size());
    StateDict state;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleValue& value = pickle.arena[dict.items[i + 1]];
        std::string name = read_tensor_name(pickle.arena[dict.items[i]], state, what);
        if (name.ends_with("_momentum")) continue;  // Caffe2's optimiser state
        if (value.kind != PickleKind::ndarray)
            refuse("'" + name + "' is a " + std::string(kind_name(value.kind)) + ", not an array");
        TensorEntry entry =
            read_array(pickle.arena, value, file, cutter, what + ": array '" + name + "'");
        state.add(std::move(name), std::move(entry));
    }
    return state;
}

}  // namespace catvton::weights
