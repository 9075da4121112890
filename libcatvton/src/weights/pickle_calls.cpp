#include "weights/pickle_calls.hpp"

#include <string>

namespace catvton::weights {

namespace {

constexpr int kNativeOrder = '|';

void require(bool condition, const std::string& rule) {
    if (!condition) throw PickleCallError(rule);
}

PickleCallResult made(PickleKind kind, std::vector<PickleId> items = {}) {
    PickleCallResult result;
    result.made.kind = kind;
    result.made.items = std::move(items);
    return result;
}

/// OrderedDict() or OrderedDict([(key, value), ...]).
PickleCallResult make_ordered_dict(const PickleArena& arena,
                                   const std::vector<PickleId>& arguments) {
    if (arguments.empty()) return made(PickleKind::dict);
    require(arguments.size() == 1 && arena[arguments[0]].kind == PickleKind::list,
            "OrderedDict takes a list of pairs");
    std::vector<PickleId> items;
    for (const PickleId pair : arena[arguments[0]].items) {
        const PickleValue& value = arena[pair];
        const bool is_pair = (value.kind == PickleKind::tuple || value.kind == PickleKind::list) &&
                             value.items.size() == 2;
        require(is_pair && arena[value.items[0]].kind == PickleKind::text,
                "OrderedDict takes a list of pairs");
        items.insert(items.end(), value.items.begin(), value.items.end());
    }
    return made(PickleKind::dict, std::move(items));
}

PickleCallResult make_dtype(const PickleArena& arena, const std::vector<PickleId>& arguments) {
    require(!arguments.empty() && arena[arguments[0]].kind == PickleKind::text,
            "numpy.dtype takes a name");
    PickleCallResult result = made(PickleKind::dtype);
    result.made.text = arena[arguments[0]].text;
    result.made.integer = kNativeOrder;
    return result;
}

/// _frombuffer(data, dtype, shape, order): how protocol 5 stores arrays.
PickleCallResult make_from_buffer(PickleArena& arena, const std::vector<PickleId>& arguments) {
    require(arguments.size() == 4 && arena[arguments[0]].kind == PickleKind::bytes &&
                arena[arguments[1]].kind == PickleKind::dtype &&
                arena[arguments[2]].kind == PickleKind::tuple &&
                arena[arguments[3]].kind == PickleKind::text,
            "_frombuffer takes bytes, a dtype, a shape and an order");
    const std::string_view order = arena[arguments[3]].text;
    require(order == "C", "array in " + std::string(order) + " order: only C order is read");
    return made(PickleKind::ndarray, {arguments[2], arguments[1], arguments[0]});
}

/// _codecs.encode(text, "latin1"): how protocol 2 stores bytes under Python 3.
PickleCallResult encode_latin1(PickleArena& arena, const std::vector<PickleId>& arguments) {
    require(arguments.size() == 2 && arena[arguments[0]].kind == PickleKind::text &&
                arena[arguments[1]].kind == PickleKind::text &&
                arena[arguments[1]].text == "latin1",
            "_codecs.encode takes a text and 'latin1'");
    const std::string_view text = arena[arguments[0]].text;
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            bytes.push_back(text[i]);
            continue;
        }
        require((lead == 0xC2 || lead == 0xC3) && i + 1 < text.size() &&
                    (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80,
                "text is not latin1");
        bytes.push_back(
            static_cast<char>((lead & 0x03) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F)));
    }
    arena.owned.push_back(std::move(bytes));
    PickleCallResult result = made(PickleKind::bytes);
    result.made.text = arena.owned.back();
    return result;
}

void build_array(PickleArena& arena, PickleValue& array, const PickleValue& state) {
    require(array.items.empty(), "an array is built twice");
    require(state.kind == PickleKind::tuple && state.items.size() == 5,
            "an array's state is not a tuple of 5");
    const PickleValue& fortran = arena[state.items[3]];
    require(arena[state.items[1]].kind == PickleKind::tuple &&
                arena[state.items[2]].kind == PickleKind::dtype &&
                (arena[state.items[4]].kind == PickleKind::bytes ||
                 arena[state.items[4]].kind == PickleKind::text),
            "an array's state is not (version, shape, dtype, order, data)");
    require((fortran.kind == PickleKind::boolean || fortran.kind == PickleKind::integer) &&
                fortran.integer == 0,
            "array in Fortran order: only C order is read");
    array.items = {state.items[1], state.items[2], state.items[4]};
}

void build_dtype(const PickleArena& arena, PickleValue& dtype, const PickleValue& state) {
    require(state.kind == PickleKind::tuple && state.items.size() >= 2 &&
                arena[state.items[1]].kind == PickleKind::text &&
                arena[state.items[1]].text.size() == 1,
            "a dtype's state has no byte order");
    dtype.integer = arena[state.items[1]].text[0];
}

}  // namespace

PickleCallResult call_global(PickleArena& arena, PickleGlobal global, PickleId argument_tuple) {
    const std::vector<PickleId> arguments = arena[argument_tuple].items;
    switch (global) {
        case PickleGlobal::ordered_dict:
            return make_ordered_dict(arena, arguments);
        case PickleGlobal::rebuild_tensor:
            require(arguments.size() >= 4 && arguments.size() <= 7,
                    "_rebuild_tensor_v2 takes 4 to 7 arguments");
            return made(PickleKind::tensor, arguments);
        case PickleGlobal::rebuild_parameter: {
            require(!arguments.empty() && arena[arguments[0]].kind == PickleKind::tensor,
                    "_rebuild_parameter takes a tensor");
            PickleCallResult result;
            result.existing = arguments[0];
            return result;
        }
        case PickleGlobal::torch_size: {
            require(arguments.size() == 1 && arena[arguments[0]].kind == PickleKind::tuple,
                    "torch.Size takes a tuple");
            PickleCallResult result;
            result.existing = arguments[0];
            return result;
        }
        case PickleGlobal::numpy_reconstruct:
            return made(PickleKind::ndarray);
        case PickleGlobal::numpy_frombuffer:
            return make_from_buffer(arena, arguments);
        case PickleGlobal::numpy_dtype:
            return make_dtype(arena, arguments);
        case PickleGlobal::codecs_encode:
            return encode_latin1(arena, arguments);
        case PickleGlobal::torch_device:
        case PickleGlobal::numpy_scalar:
            return made(PickleKind::opaque);
        case PickleGlobal::numpy_ndarray:
        case PickleGlobal::storage_type:
            break;
    }
    throw PickleCallError("a type is called that only may be named");
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
