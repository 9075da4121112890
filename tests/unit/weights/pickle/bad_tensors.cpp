#include <functional>
#include <limits>

#include "support/weight_builder.hpp"
#include "unit/weights/pickle/bad_file.hpp"

// Good archives and programs whose tensors or records break one rule each.

namespace catvton::test {

namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::string zipped(const std::string& pickle) { return build_zip(torch_zip(pickle)); }

std::string changed(const std::function<void(TensorSpec&)>& change) {
    TensorSpec tensor;
    change(tensor);
    return zipped(state_dict_pickle({tensor}));
}

std::string shaped(std::vector<std::int64_t> shape, std::vector<std::int64_t> strides) {
    return changed([&](TensorSpec& t) {
        t.shape = std::move(shape);
        t.strides = std::move(strides);
    });
}

std::vector<BadFile> bad_places() {
    const std::string two32 = "4294967296";
    return {
        {"too large", shaped({3, 3}, {3, 1}), "tensor 'w': reaches element 8 of a storage of 6"},
        {"offset", changed([](TensorSpec& t) { t.offset = 1; }), "reaches element 6 of a storage"},
        {"huge offset", changed([](TensorSpec& t) { t.offset = kMax; }), "reaches element"},
        {"negative offset", changed([](TensorSpec& t) { t.offset = -1; }), "-1 is negative"},
        {"negative size", shaped({-2, 3}, {3, 1}), "its shape or strides hold -2"},
        {"negative stride", shaped({2, 3}, {-3, 1}), "its shape or strides hold -3"},
        {"long stride", shaped({2, 3}, {4, 1}), "reaches element 6 of a storage of 6"},
        {"huge stride", shaped({2, 3}, {kMax, 1}), "reaches element 9223372036854775809"},
        {"stride that wraps", shaped({5, 3}, {kMax, 1}), "its offset and strides overflow"},
        {"sum that wraps", shaped({2, 2, 2}, {kMax, kMax, 2}), "its offset and strides overflow"},
        {"rank", shaped({2, 3}, {1}), "shape of rank 2, strides of rank 1"},
        {"rank 9", shaped(std::vector<std::int64_t>(9, 1), std::vector<std::int64_t>(9, 1)),
         "rank 9, at most 8 is read"},
        {"count that wraps", shaped({std::int64_t{1} << 62, 4}, {0, 0}),
         "the size of its shape overflows"},
        {"bytes that wrap", shaped({std::int64_t{1} << 62}, {0}),
         "the size of its shape overflows"},
        {"empty, yet wraps", shaped({std::int64_t{1} << 62, 4, 0}, {0, 0, 0}),
         "the size of its shape overflows"},
        {"expanded to a terabyte", shaped({std::int64_t{1} << 38}, {0}),
         "take more memory than the file"},
        {"expanded often", zipped([] {
             std::vector<TensorSpec> tensors(40);
             for (std::size_t i = 0; i < tensors.size(); ++i) {
                 tensors[i].name = std::to_string(i);
                 tensors[i].shape = {20'000};
                 tensors[i].strides = {0};
             }
             return state_dict_pickle(tensors);
         }()),
         "take more memory than the file"},
    };
}

std::vector<BadFile> bad_storages() {
    return {
        {"missing record", changed([](TensorSpec& t) { t.key = "1"; }),
         "entry 'model/data/1' is missing"},
        {"key with a path", changed([](TensorSpec& t) { t.key = "../data.pkl"; }),
         "the storage key '../data.pkl' is not one"},
        {"empty key", changed([](TensorSpec& t) { t.key = ""; }), "the storage key '' is not one"},
        {"long key", changed([](TensorSpec& t) { t.key = std::string(65, '0'); }), "is not one"},
        {"too few bytes", changed([](TensorSpec& t) { t.count = 7; }),
         "storage '0' has 24 bytes, not 7 elements of F32"},
        {"too many bytes", changed([](TensorSpec& t) { t.count = 5; }),
         "storage '0' has 24 bytes, not 5 elements of F32"},
        {"count that wraps", changed([](TensorSpec& t) { t.count = kMax; }), "not 9223372036854"},
        {"negative count", changed([](TensorSpec& t) { t.count = -6; }),
         "the element count of storage '0' is not one"},
        {"another type", changed([](TensorSpec& t) { t.type = "HalfStorage"; }),
         "not 6 elements of F16"},
        {"two types", zipped(state_dict_pickle({TensorSpec{}, TensorSpec{"v", "IntStorage"}})),
         "storage '0' is named with two types"},
        {"duplicate name", zipped(state_dict_pickle({TensorSpec{}, TensorSpec{}})),
         "duplicate tensor 'w'"},
        {"long name", changed([](TensorSpec& t) { t.name = std::string(513, 'w'); }),
         "a tensor's name has 513 bytes"},
        {"name that is not UTF-8", changed([](TensorSpec& t) { t.name = "w\xff"; }),
         "'w\\xff' is not clean UTF-8"},
        {"name with a control character", changed([](TensorSpec& t) { t.name = "w\n"; }),
         "'w\\x0a' is not clean UTF-8"},
        {"legacy persistent id", changed([](TensorSpec& t) { t.legacy = true; }),
         "a persistent id has 6 parts, not 5"},
    };
}

/// A state dict with one value that `arguments` of _rebuild_tensor_v2 made.
std::string rebuilt(const PickleWriter& arguments) {
    PickleWriter writer;
    writer.raw("}").text("w").call("torch._utils", "_rebuild_tensor_v2", arguments).raw("s");
    return zipped(writer.stop());
}

std::string with_id(const PickleWriter& id) {
    PickleWriter arguments(0);
    arguments.raw("(").add(id).raw("tQ").integer(0).integers({6}).integers({1});
    return rebuilt(arguments);
}

std::vector<BadFile> bad_values() {
    const auto value = [](std::string_view opcodes) {
        return zipped(PickleWriter().raw("}").text("w").raw(opcodes).raw("s").stop());
    };
    const auto global = [](const char* module, const char* name, std::string_view rest) {
        return zipped(PickleWriter().global(module, name).raw(rest).stop());
    };
    PickleWriter id(0), short_id(0), no_type(0), wrong_word(0), text_key(0);
    id.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(6);
    short_id.text("storage").global("torch", "FloatStorage").text("0").text("cpu");
    no_type.text("storage").text("FloatStorage").text("0").text("cpu").integer(6);
    wrong_word.text("module").global("torch", "FloatStorage").text("0").text("cpu").integer(6);
    text_key.text("storage").global("torch", "FloatStorage").integer(0).text("cpu").integer(6);
    PickleWriter good_storage = PickleWriter(0).raw("(").add(id).raw("tQ");
    return {
        {"a list", zipped(PickleWriter().raw("]").stop()), "holds a list, not a state dict"},
        {"a tensor", zipped(PickleWriter().add(tensor_program({})).stop()), "holds a tensor"},
        {"None", value("N"), "tensor 'w': is a None"},
        {"an integer", value("K\x01"), "tensor 'w': is a int"},
        {"a storage", value(PickleWriter(0).raw("(").add(id).raw("tQ").str()), "is a storage"},
        {"integer as name",
         zipped(PickleWriter().raw("}K\x01").add(tensor_program({})).raw("s").stop()),
         "a tensor's name is a int"},
        {"persistent id of text", zipped(PickleWriter().raw("}").text("w").raw("Q").stop()),
         "persistent id is not a tuple"},
        {"short id", with_id(short_id), "a persistent id has 4 parts, not 5"},
        {"no storage type", with_id(no_type), "a persistent id names no storage type"},
        {"not a storage", with_id(wrong_word), "does not begin with 'storage'"},
        {"integer key", with_id(text_key), "the storage key '' is not one"},
        {"no storage", rebuilt(PickleWriter(0).raw("N").integer(0).integers({}).integers({})),
         "tensor 'w': has no storage"},
        {"three arguments", rebuilt(PickleWriter(0).raw("NNN")), "takes 4 to 7 arguments"},
        {"float as offset", rebuilt(PickleWriter(0).add(good_storage).raw("NNN")),
         "storage offset is no integer"},
        {"None as shape", rebuilt(PickleWriter(0).add(good_storage).integer(0).raw("NN")),
         "its shape or strides are a None"},
        {"text in a shape",
         rebuilt(PickleWriter(0).add(good_storage).integer(0).raw("(").text("6").raw("t)")),
         "its shape or strides hold a str"},
        {"REDUCE of text", value(PickleWriter(0).text("a").raw(")R").str()), "REDUCE calls a str"},
        {"REDUCE without a tuple", global("collections", "OrderedDict", "NR"),
         "REDUCE without a tuple of arguments"},
        {"a called type", global("torch", "FloatStorage", ")R"), "that may only be named"},
        {"a called dtype", global("torch", "float16", ")R"), "REDUCE calls a object"},
        {"BUILD of a tensor", zipped(PickleWriter().add(tensor_program({})).raw("}b").stop()),
         "BUILD on a tensor"},
        {"BUILD of a list", zipped(PickleWriter().raw("]}b").stop()), "BUILD on a list"},
        {"parameter of None",
         global("torch._utils", "_rebuild_parameter",
                "(N\x88Nt"
                "R"),
         "_rebuild_parameter takes a tensor"},
        {"size of None", global("torch", "Size", "N\x85R"), "torch.Size takes a tuple"},
        {"OrderedDict of None", global("collections", "OrderedDict", "N\x85R"),
         "OrderedDict takes a list of pairs"},
        {"OrderedDict of Nones", global("collections", "OrderedDict", "](Ne\x85R"),
         "OrderedDict takes a list of pairs"},
        {"STACK_GLOBAL of integers", zipped(PickleWriter(4).raw("K\x01K\x01\x93").stop()),
         "STACK_GLOBAL without two strings"},
    };
}

}  // namespace

std::vector<BadFile> bad_tensors() {
    std::vector<BadFile> files;
    for (const auto& group : {bad_places(), bad_storages(), bad_values()})
        files.insert(files.end(), group.begin(), group.end());
    return files;
}

std::vector<BadFile> bad_torch_records() {
    const auto changed_zip = [](const std::function<void(ZipSpec&)>& change) {
        ZipSpec zip = torch_zip(state_dict_pickle({TensorSpec{}}));
        change(zip);
        return build_zip(zip);
    };
    const auto record = [&](std::size_t member, const std::string& data) {
        return changed_zip([&](ZipSpec& zip) { zip.members[member].data = data; });
    };
    const auto renamed = [&](std::size_t member, const std::string& name) {
        return changed_zip([&](ZipSpec& zip) { zip.members[member].name = name; });
    };
    const auto unsupported = ErrorCode::unsupported_format;
    return {
        {"no pickle", renamed(0, "model/data.txt"), "entry 'model/data.pkl' is missing"},
        {"no version", renamed(3, "model/other"), "entry 'model/version' is missing"},
        {"empty version", record(3, ""), "version '', only 1 to 10 are read"},
        {"version 0", record(3, "0"), "version '0', only 1 to 10 are read"},
        {"version 11", record(3, "11\n"), "version '11', only 1 to 10 are read"},
        {"version that is text", record(3, "3 or 4"), "version '3 or 4'"},
        {"long version", record(3, std::string(1000, '3')), "only 1 to 10 are read"},
        {"big-endian", record(1, "big"), "big-endian files are not read", unsupported},
        {"byte order", record(1, "middle"), "byteorder 'middle' is neither little nor big"},
        {"TorchScript constants", renamed(1, "model/constants.pkl"), "TorchScript", unsupported},
        {"TorchScript code", renamed(1, "model/code/net.py"), "TorchScript", unsupported},
        {"short record", record(2, storage_bytes(5)), "storage '0' has 20 bytes"},
        {"long record", record(2, storage_bytes(7)), "storage '0' has 28 bytes"},
        {"empty pickle", record(0, ""), "truncated: pickle opcode"},
    };
}

}  // namespace catvton::test
