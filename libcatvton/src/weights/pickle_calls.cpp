#include "weights/pickle_calls.hpp"

#include <span>
#include <string>

#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

using Arguments = std::span<const PickleId>;

constexpr int kNativeOrder = '|';

void require(bool condition, const char* rule) {
    if (!condition) throw PickleCallError(rule);
}

bool has_kind(const PickleArena& arena, PickleId id, PickleKind kind) {
    return arena[id].kind == kind;
}

PickleCallResult made(PickleKind kind, std::vector<PickleId> items = {}) {
    PickleCallResult result;
    result.made.kind = kind;
    result.made.items = std::move(items);
    return result;
}

PickleCallResult existing(PickleId id) {
    PickleCallResult result;
    result.existing = id;
    return result;
}

/// OrderedDict() or OrderedDict([(key, value), ...]).
PickleCallResult make_ordered_dict(const PickleArena& arena, Arguments arguments) {
    if (arguments.empty()) return made(PickleKind::dict);
    require(arguments.size() == 1 && has_kind(arena, arguments[0], PickleKind::list),
            "OrderedDict takes a list of pairs");
    std::vector<PickleId> items;
    for (const PickleId pair : arena[arguments[0]].items) {
        const PickleValue& value = arena[pair];
        const bool is_pair = (value.kind == PickleKind::tuple || value.kind == PickleKind::list) &&
                             value.items.size() == 2;
        require(is_pair && has_kind(arena, value.items[0], PickleKind::text),
                "OrderedDict takes a list of pairs");
        items.insert(items.end(), value.items.begin(), value.items.end());
    }
    return made(PickleKind::dict, std::move(items));
}

/// _reconstruct(ndarray, (0,), b"b"); the content follows by BUILD.
PickleCallResult reconstruct_array(const PickleArena& arena, Arguments arguments) {
    require(
        arguments.size() == 3 && has_kind(arena, arguments[0], PickleKind::global) &&
            arena[arguments[0]].integer == static_cast<std::int64_t>(PickleGlobal::numpy_ndarray),
        "_reconstruct takes ndarray, a shape and a type");
    return made(PickleKind::ndarray);
}

PickleCallResult make_dtype(const PickleArena& arena, Arguments arguments) {
    require(!arguments.empty() && has_kind(arena, arguments[0], PickleKind::text),
            "numpy.dtype takes a name");
    PickleCallResult result = made(PickleKind::dtype);
    result.made.text = arena[arguments[0]].text;
    result.made.integer = kNativeOrder;
    return result;
}

/// _frombuffer(data, dtype, shape, order[, axes]): how protocol 5 stores arrays.
PickleCallResult make_from_buffer(const PickleArena& arena, Arguments arguments) {
    require(arguments.size() >= 4 && arguments.size() <= 5 &&
                has_kind(arena, arguments[0], PickleKind::bytes) &&
                has_kind(arena, arguments[1], PickleKind::dtype) &&
                has_kind(arena, arguments[2], PickleKind::tuple) &&
                has_kind(arena, arguments[3], PickleKind::text),
            "_frombuffer takes bytes, a dtype, a shape and an order");
    const std::string_view order = arena[arguments[3]].text;
    if (order == "K") {
        throw PickleCallError("array in permuted order: save a contiguous one",
                              ErrorCode::unsupported_format);
    }
    if (order != "C" && order != "F")
        throw PickleCallError("array in order '" + printable(order) + "', neither C nor F");
    PickleCallResult result = made(PickleKind::ndarray, {arguments[2], arguments[1], arguments[0]});
    result.made.extra = order == "F";
    return result;
}

std::string latin1_bytes(std::string_view utf8) {
    std::string bytes;
    bytes.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead < 0x80) {
            bytes.push_back(utf8[i]);
            continue;
        }
        const bool two_bytes = (lead == 0xC2 || lead == 0xC3) && i + 1 < utf8.size() &&
                               (static_cast<unsigned char>(utf8[i + 1]) & 0xC0) == 0x80;
        require(two_bytes, "_codecs.encode: the text is not latin1");
        const auto next = static_cast<unsigned char>(utf8[++i]);
        bytes.push_back(static_cast<char>((lead & 0x03) << 6 | (next & 0x3F)));
    }
    return bytes;
}

/// _codecs.encode(text, "latin1"): how protocol 2 stores bytes under Python 3.
PickleCallResult encode_latin1(PickleArena& arena, Arguments arguments) {
    require(arguments.size() == 2 && has_kind(arena, arguments[0], PickleKind::text) &&
                has_kind(arena, arguments[1], PickleKind::text) &&
                arena[arguments[1]].text == "latin1",
            "_codecs.encode takes a text and 'latin1'");
    const std::string_view text = arena[arguments[0]].text;
    // A text can be named again and again, so that a small file could fill the memory.
    require(text.size() <= arena.made_bytes_left,
            "_codecs.encode makes more bytes than the file has");
    arena.made_bytes_left -= text.size();
    arena.made_texts->push_back(latin1_bytes(text));
    PickleCallResult result = made(PickleKind::bytes);
    result.made.text = arena.made_texts->back();
    return result;
}

PickleCallResult rebuild_tensor(Arguments arguments) {
    require(arguments.size() >= 4 && arguments.size() <= 7,
            "_rebuild_tensor_v2 takes 4 to 7 arguments");
    return made(PickleKind::tensor, {arguments.begin(), arguments.end()});
}

/// state: (version, shape, dtype, is_fortran, data).
void build_array(const PickleArena& arena, PickleValue& array, const PickleValue& state) {
    require(array.items.empty(), "an array is built twice");
    require(state.kind == PickleKind::tuple && state.items.size() == 5,
            "an array's state is not a tuple of 5");
    require(
        has_kind(arena, state.items[0], PickleKind::integer) && arena[state.items[0]].integer == 1,
        "an array's state is not of version 1");
    const PickleValue& dtype = arena[state.items[2]];
    const PickleValue& fortran = arena[state.items[3]];
    const PickleValue& data = arena[state.items[4]];
    if (dtype.kind == PickleKind::dtype && dtype.text.starts_with('O')) {
        throw PickleCallError("arrays of Python objects are not read",
                              ErrorCode::unsupported_format);
    }
    require(has_kind(arena, state.items[1], PickleKind::tuple) && dtype.kind == PickleKind::dtype &&
                (fortran.kind == PickleKind::boolean || fortran.kind == PickleKind::integer) &&
                (data.kind == PickleKind::bytes || data.kind == PickleKind::text),
            "an array's state is not (version, shape, dtype, order, data)");
    array.extra = fortran.integer != 0;
    array.items = {state.items[1], state.items[2], state.items[4]};
}

/// state: (version, byte order, ...).
void build_dtype(const PickleArena& arena, PickleValue& dtype, const PickleValue& state) {
    require(state.kind == PickleKind::tuple && state.items.size() >= 2 &&
                has_kind(arena, state.items[1], PickleKind::text),
            "a dtype's state has no byte order");
    const std::string_view order = arena[state.items[1]].text;
    if (order.size() != 1 || std::string_view("<>|=").find(order[0]) == std::string_view::npos)
        throw PickleCallError("a dtype has the byte order '" + printable(order) + "'");
    dtype.integer = order[0];
}

}  // namespace

PickleCallResult call_global(PickleArena& arena, PickleGlobal global, PickleId argument_tuple) {
    // Looked at, never copied: a long tuple can be named again and again.
    const Arguments arguments = arena[argument_tuple].items;
    switch (global) {
        case PickleGlobal::ordered_dict:
            return make_ordered_dict(arena, arguments);
        case PickleGlobal::rebuild_tensor:
            return rebuild_tensor(arguments);
        case PickleGlobal::rebuild_parameter:
            require(!arguments.empty() && has_kind(arena, arguments[0], PickleKind::tensor),
                    "_rebuild_parameter takes a tensor");
            return existing(arguments[0]);
        case PickleGlobal::torch_size:
            require(arguments.size() == 1 && has_kind(arena, arguments[0], PickleKind::tuple),
                    "torch.Size takes a tuple");
            return existing(arguments[0]);
        case PickleGlobal::numpy_reconstruct:
            return reconstruct_array(arena, arguments);
        case PickleGlobal::numpy_frombuffer:
            return make_from_buffer(arena, arguments);
        case PickleGlobal::numpy_dtype:
            return make_dtype(arena, arguments);
        case PickleGlobal::codecs_encode:
            return encode_latin1(arena, arguments);
        case PickleGlobal::empty_bytes:
            require(arguments.empty(), "bytes takes no argument");
            return made(PickleKind::bytes);
        case PickleGlobal::torch_device:
        case PickleGlobal::numpy_scalar:
            return made(PickleKind::opaque);
        case PickleGlobal::numpy_ndarray:
        case PickleGlobal::storage_type:
        case PickleGlobal::torch_dtype:
            break;
    }
    throw PickleCallError("a type is called that may only be named");
}

void build_state(PickleArena& arena, PickleId object, PickleId state) {
    PickleValue& value = arena[object];
    switch (value.kind) {
        case PickleKind::dict:
            return;  // attributes, such as _metadata
        case PickleKind::ndarray:
            build_array(arena, value, arena[state]);
            return;
        case PickleKind::dtype:
            build_dtype(arena, value, arena[state]);
            return;
        default:
            throw PickleCallError("BUILD on a " + std::string(kind_name(value.kind)));
    }
}

}  // namespace catvton::weights
