#include <functional>

#include "support/weight_builder.hpp"
#include "unit/weights/pickle/bad_file.hpp"

// Legacy torch streams, pickles of NumPy arrays and other files that break one rule each.

namespace catvton::test {

namespace {

std::string changed(const std::function<void(LegacySpec&)>& change) {
    LegacySpec stream = legacy_stream({TensorSpec{}});
    change(stream);
    return build_legacy(stream);
}

std::string legacy_tensor(const std::function<void(TensorSpec&)>& change) {
    TensorSpec tensor;
    change(tensor);
    return build_legacy(legacy_stream({tensor}));
}

std::string storage(std::uint64_t count, std::size_t floats = 6) {
    return little_endian(count, 8) + storage_bytes(floats);
}

std::vector<BadFile> bad_headers() {
    const auto system = [](const std::string& pickle) {
        return changed([&](LegacySpec& s) { s.system = pickle; });
    };
    const auto protocol = [](const std::string& pickle) {
        return changed([&](LegacySpec& s) { s.protocol = pickle; });
    };
    return {
        {"popped magic", changed([](LegacySpec& s) {
             s.magic.pop_back();
             s.magic += "0N.";
         }),
         "wrong magic number"},
        {"protocol 1000", protocol(PickleWriter().integer(1000).stop()), "protocol is not 1001"},
        {"protocol None", protocol(PickleWriter().raw("N").stop()), "protocol is not 1001"},
        {"protocol missing", protocol(""), "protocol is not 1001"},
        {"big-endian", system(system_pickle(false)), "big-endian files are not read",
         ErrorCode::unsupported_format},
        {"system None", system(PickleWriter().raw("N").stop()), "little_endian is missing"},
        {"system empty", system(PickleWriter().raw("}").stop()), "little_endian is missing"},
        {"no sizes", system(PickleWriter().raw("}").text("little_endian").raw("\x88s").stop()),
         "type_sizes are missing"},
        {"short of 4", system(system_pickle(true, 4)), "size of short is not one"},
        {"int of 8", system(system_pickle(true, 2, 8)), "size of int is not one"},
        {"long of 16", system(system_pickle(true, 2, 4, 16)), "size of long is not one"},
        {"a global in the system", system(PickleWriter().global("os", "system").stop()),
         "the global 'os.system' is not allowed"},
    };
}

std::vector<BadFile> bad_contents() {
    const auto keys = [](const std::vector<std::string>& names) {
        return changed([&](LegacySpec& s) { s.keys = keys_pickle(names); });
    };
    const auto data = [](const std::string& bytes) {
        return changed([&](LegacySpec& s) { s.storages = bytes; });
    };
    return {
        {"object missing", changed([](LegacySpec& s) { s.object.clear(); }),
         "does not begin with PROTO"},
        {"object None", changed([](LegacySpec& s) { s.object = PickleWriter().raw("N").stop(); }),
         "storage '0' belongs to no tensor"},
        {"no keys", keys({}), "storage '0' is not in the list of keys"},
        {"unknown key", keys({"0", "1"}), "storage '1' belongs to no tensor"},
        {"duplicate key", keys({"0", "0"}), "duplicate storage '0'"},
        {"keys None", changed([](LegacySpec& s) { s.keys = PickleWriter().raw("N").stop(); }),
         "the storage keys are no list"},
        {"integer key", changed([](LegacySpec& s) {
             s.keys = PickleWriter()
                          .raw(
                              "](K\x01"
                              "e")
                          .stop();
         }),
         "a storage key is a int"},
        {"no storage", data(""), "truncated: storage element count"},
        {"count alone", data(storage(6, 0)), "truncated: storage needs 24 bytes"},
        {"short storage", data(storage(6, 5)), "truncated: storage needs 24 bytes"},
        {"trailing bytes", data(storage(6) + "x"), "1 bytes follow the last storage"},
        {"fewer elements", data(storage(5, 5)), "storage '0' has 5 elements, not 6"},
        {"negative count", data(storage(~std::uint64_t{0})), "elements, not 6"},
        {"tensor too large", legacy_tensor([](TensorSpec& t) {
             t.shape = {7, 3};
         }),
         "tensor 'w': reaches element 20 of a storage of 6"},
        {"count that wraps", legacy_tensor([](TensorSpec& t) { t.count = std::int64_t{1} << 62; }),
         "storage '0' has 6 elements, not 4611686018427387904"},
        {"huge storage", changed([](LegacySpec& s) {
             TensorSpec tensor;
             tensor.count = std::int64_t{1} << 40;
             s = legacy_stream({tensor});
             s.storages = storage(std::uint64_t{1} << 40);
         }),
         "truncated: storage needs 4398046511104 bytes"},
        {"size that wraps", changed([](LegacySpec& s) {
             TensorSpec tensor;
             tensor.count = std::int64_t{1} << 62;
             s = legacy_stream({tensor});
             s.storages = storage(std::uint64_t{1} << 62);
         }),
         "the size of storage '0' overflows"},
        {"zip's persistent id",
         changed([](LegacySpec& s) { s.object = state_dict_pickle({TensorSpec{}}); }),
         "a persistent id has 5 parts, not 6"},
        {"two sizes",
         build_legacy(legacy_stream({TensorSpec{},
                                     [] {
                                         TensorSpec other;
                                         other.name = "v";
                                         other.count = 7;
                                         return other;
                                     }()})),
         "storage '0' is named with two sizes or types"},
        {"a view", changed([](LegacySpec& s) {
             PickleWriter writer;
             writer.raw("}").text("w").raw("(").text("storage").global("torch", "FloatStorage");
             writer.text("0").text("cpu").integer(6).raw("(").text("1").integer(0).integer(3);
             s.object = writer.raw("ttQs").stop();
         }),
         "views of storages are not read", ErrorCode::unsupported_format},
        {"a global in the object",
         changed([](LegacySpec& s) { s.object = PickleWriter().global("os", "system").stop(); }),
         "the global 'os.system' is not allowed"},
    };
}

std::string array(const std::function<void(ArraySpec&)>& change) {
    ArraySpec spec;
    change(spec);
    return model_pickle({spec});
}

std::vector<BadFile> bad_arrays() {
    const auto unsupported = ErrorCode::unsupported_format;
    return {
        {"short data", array([](ArraySpec& a) { a.data.pop_back(); }),
         "array 'w': has 23 bytes, its shape and dtype need 24"},
        {"long data", array([](ArraySpec& a) { a.data += "x"; }), "has 25 bytes"},
        {"no data", array([](ArraySpec& a) { a.data.clear(); }), "has 0 bytes"},
        {"negative size", array([](ArraySpec& a) {
             a.shape = {-2, -3};
         }),
         "its shape or strides hold -2"},
        {"count that wraps", array([](ArraySpec& a) {
             a.shape = {std::int64_t{1} << 62, 4};
         }),
         "the size of its shape overflows"},
        {"bytes that wrap", array([](ArraySpec& a) { a.shape = {std::int64_t{1} << 62}; }),
         "the size of its shape overflows"},
        {"rank 9", array([](ArraySpec& a) { a.shape.assign(9, 1); }), "rank 9, at most 8"},
        {"big-endian", array([](ArraySpec& a) { a.order = ">"; }), "big-endian arrays are not read",
         unsupported},
        {"byte order", array([](ArraySpec& a) { a.order = "?"; }),
         "a dtype has the byte order '?'"},
        {"long byte order", array([](ArraySpec& a) { a.order = "<<"; }),
         "a dtype has the byte order '<<'"},
        {"objects", array([](ArraySpec& a) { a.dtype = "O8"; }),
         "arrays of Python objects are not read", unsupported},
        {"complex", array([](ArraySpec& a) { a.dtype = "c8"; }),
         "arrays of dtype 'c8' are not read", unsupported},
        {"structures", array([](ArraySpec& a) { a.dtype = "V24"; }),
         "arrays of dtype 'V24' are not read", unsupported},
        {"big-endian name", array([](ArraySpec& a) { a.dtype = ">f4"; }),
         "arrays of dtype '>f4' are not read", unsupported},
        {"duplicate", model_pickle({ArraySpec{}, ArraySpec{}}), "duplicate tensor 'w'"},
        {"long name", array([](ArraySpec& a) { a.name = std::string(600, 'w'); }),
         "a tensor's name has 600 bytes"},
        {"trailing bytes", model_pickle({ArraySpec{}}) + "xyz", "3 bytes follow the pickle"},
        {"two pickles", model_pickle({ArraySpec{}}) + model_pickle({ArraySpec{}}),
         "bytes follow the pickle"},
    };
}

std::vector<BadFile> bad_array_programs() {
    const auto model = [](const PickleWriter& value) {
        return PickleWriter(3)
            .raw("}")
            .text("model")
            .raw("}")
            .text("w")
            .add(value)
            .raw("ss")
            .stop();
    };
    const auto call = [&](const char* module, const char* name, const PickleWriter& arguments) {
        return model(PickleWriter(0).call(module, name, arguments));
    };
    const char* const core = "numpy.core.multiarray";
    PickleWriter type(0), blank(0);
    type.call("numpy", "dtype", PickleWriter(0).text("f4").raw("\x89\x88"));
    blank.call(core, "_reconstruct",
               PickleWriter(0).global("numpy", "ndarray").integers({0}).bytes("b"));
    const auto state = [&](const PickleWriter& items) {
        return model(PickleWriter(0).add(blank).raw("(").add(items).raw("tb"));
    };
    const auto buffer = [&](const PickleWriter& data, const char* order) {
        return call("numpy._core.numeric", "_frombuffer",
                    PickleWriter(0).add(data).add(type).integers({6}).text(order));
    };
    const PickleWriter data = PickleWriter(0).bytes(storage_bytes(6));
    return {
        {"a model of text", PickleWriter(3).text("model").stop(), "holds a str"},
        {"an integer in the model", model(PickleWriter(0).integer(1)),
         "'w' is a int, not an array"},
        {"a tensor in the model", model(tensor_program({})), "'w' is a tensor, not an array"},
        {"an array without content", model(blank), "array 'w': the array has no content"},
        {"_reconstruct of text", call(core, "_reconstruct", PickleWriter(0).text("a").raw("NN")),
         "_reconstruct takes ndarray"},
        {"dtype of None", call("numpy", "dtype", PickleWriter(0).raw("N")), "takes a name"},
        {"state of 4", state(PickleWriter(0).integer(1).integers({6}).add(type).raw("\x89")),
         "an array's state is not a tuple of 5"},
        {"version 2",
         state(PickleWriter(0).integer(2).integers({6}).add(type).raw("\x89").add(data)),
         "an array's state is not of version 1"},
        {"state without a dtype",
         state(PickleWriter(0).integer(1).integers({6}).raw("N\x89").add(data)),
         "an array's state is not (version"},
        {"state without data",
         state(PickleWriter(0).integer(1).integers({6}).add(type).raw("\x89N")),
         "an array's state is not (version"},
        {"built twice",
         model(PickleWriter(0)
                   .add(array_program({}))
                   .raw("(")
                   .integer(1)
                   .integers({6})
                   .add(type)
                   .raw("\x89")
                   .add(data)
                   .raw("tb")),
         "an array is built twice"},
        {"_frombuffer of text", buffer(PickleWriter(0).text("a"), "C"), "_frombuffer takes bytes"},
        {"_frombuffer in order K", buffer(data, "K"), "array in permuted order",
         ErrorCode::unsupported_format},
        {"_frombuffer in order X", buffer(data, "X"), "array in order 'X', neither C nor F"},
        {"encode as utf8", call("_codecs", "encode", PickleWriter(0).text("a").text("utf8")),
         "_codecs.encode takes a text and 'latin1'"},
        {"encode beyond latin1",
         call("_codecs", "encode", PickleWriter(0).text("\xe2\x82\xac").text("latin1")),
         "the text is not latin1"},
        {"bytes of a size", call("__builtin__", "bytes", PickleWriter(0).integer(1 << 30)),
         "bytes takes no argument"},
        {"encode half a letter",
         call("_codecs", "encode", PickleWriter(0).text("\xc3").text("latin1")),
         "the text is not latin1"},
        {"a global", PickleWriter(3).global("os", "system").raw("(").text("true").raw("tR").stop(),
         "the global 'os.system' is not allowed"},
        {"protocol 6", "\x80\x06}.", "protocol 6, only 2 to 5 are read"},
    };
}

}  // namespace

std::vector<BadFile> bad_legacy_streams() {
    std::vector<BadFile> files = bad_headers();
    for (const BadFile& file : bad_contents()) files.push_back(file);
    return files;
}

std::vector<BadFile> bad_array_pickles() {
    std::vector<BadFile> files = bad_arrays();
    for (const BadFile& file : bad_array_programs()) files.push_back(file);
    return files;
}

std::vector<BadFile> bad_other_files() {
    const auto unsupported = ErrorCode::unsupported_format;
    std::string tar(512, '\0');
    tar.replace(0, 8, "storages").replace(257, 5, "ustar");
    return {
        {"tar", tar, "is a tar archive of an old PyTorch", unsupported},
        {"GNU tar", tar.replace(257, 8, "ustar  "), "is a tar archive of an old PyTorch",
         unsupported},
        {"LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
         "is a Git LFS pointer", unsupported},
        {"web page", "<!DOCTYPE html><html><body>404</body></html>", "is no weight file",
         unsupported},
        {"HDF5", std::string("\x89HDF\r\n\x1a\n\x00\x00\x00\x00", 12), "is no weight file",
         unsupported},
        {"gzip", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00", 11),
         "is no weight file", unsupported},
        {"pickle of protocol 0", "(dp0\nS'model'\np1\n(dp2\ns.", "is no weight file", unsupported},
    };
}

}  // namespace catvton::test
