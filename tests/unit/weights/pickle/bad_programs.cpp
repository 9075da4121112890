#include "support/weight_builder.hpp"
#include "unit/weights/pickle/bad_file.hpp"

// Pickles that break one rule of the machine each, inside a good archive.

namespace catvton::test {

namespace {

std::string zipped(const std::string& pickle) { return build_zip(torch_zip(pickle)); }
std::string program(std::string_view opcodes) { return zipped(PickleWriter().raw(opcodes).stop()); }

std::vector<BadFile> bad_opcodes() {
    std::vector<BadFile> files;
    const std::pair<std::string, std::string> refused[] = {
        {"iposix\nsystem\n", "INST"},
        {"(cos\nsystem\no", "the global 'os.system'"},
        {"(o", "OBJ"},
        {")\x81", "NEWOBJ"},
        {")\x92", "NEWOBJ_EX"},
        {"\x82\x01", "EXT1"},
        {"\x83\x01\x01", "EXT2"},
        {"\x84\x01\x01\x01\x01", "EXT4"},
        {"P0\n", "PERSID"},
        {"I1\n", "INT"},
        {"L1L\n", "LONG"},
        {"F1.0\n", "FLOAT"},
        {"S'a'\n", "STRING"},
        {"Va\n", "UNICODE"},
        {"g0\n", "GET"},
        {"Np0\n", "PUT"},
        {"N2", "DUP"},
        {"\x8b\x01", "LONG4"},
        {"\x8f", "EMPTY_SET"},
        {"(\x90", "ADDITEMS"},
        {"(\x91", "FROZENSET"},
        {"\x97", "NEXT_BUFFER"},
        {"\x98", "READONLY_BUFFER"},
        {"\xff", "0xff"},
    };
    for (const auto& [opcodes, name] : refused) {
        files.push_back({"opcode " + name, program(opcodes),
                         name.starts_with("the") ? name : "opcode " + name + " is not allowed"});
    }
    return files;
}

std::vector<BadFile> bad_globals() {
    std::vector<BadFile> files;
    const std::pair<const char*, const char*> refused[] = {
        {"os", "system"},
        {"posix", "system"},
        {"builtins", "eval"},
        {"__builtin__", "getattr"},
        {"subprocess", "Popen"},
        {"torch", "load"},
        {"torch.hub", "load"},
        {"numpy", "load"},
        {"torch._utils", "_rebuild_device_tensor_from_numpy"},
        {"collections", "OrderedDict "},
        {"torch", "Complex64Storage"},
        {"", ""},
    };
    for (const auto& [module, name] : refused) {
        const std::string full = std::string(module) + "." + name;
        files.push_back({"GLOBAL " + full,
                         zipped(PickleWriter().global(module, name).raw(")R").stop()),
                         "the global '" + full + "' is not allowed"});
        files.push_back({"STACK_GLOBAL " + full,
                         zipped(PickleWriter(4).text(module).text(name).raw("\x93)R").stop()),
                         "the global '" + full + "' is not allowed"});
    }
    files.push_back({"control characters in a name",
                     zipped(PickleWriter().global("o\x1bs", "\xff").stop()),
                     "'o\\x1bs.\\xff' is not allowed"});
    files.push_back({"long name", zipped(PickleWriter().raw("c" + std::string(300, 'a')).stop()),
                     "a GLOBAL's name is longer than 256 bytes"});
    files.push_back({"name without an end", zipped(PickleWriter().raw("ctorch").stop()),
                     "truncated in the name of a GLOBAL"});
    return files;
}

std::vector<BadFile> bad_stacks() {
    return {
        {"empty", zipped(""), "truncated: pickle opcode"},
        {"no PROTO", zipped("}."), "does not begin with PROTO"},
        {"protocol 1", zipped("\x80\x01}."), "protocol 1, only 2 to 5 are read"},
        {"protocol 6", zipped("\x80\x06}."), "protocol 6, only 2 to 5 are read"},
        {"no STOP", zipped("\x80\x02}"), "truncated: pickle opcode"},
        {"nothing on the stack", program(""), "STOP with 0 values on the stack"},
        {"two values", program("}}"), "STOP with 2 values on the stack"},
        {"open MARK", program("(}"), "STOP with 1 values on the stack"},
        {"behind the pickle", zipped(PickleWriter().raw("}").stop() + "x"),
         "bytes follow the pickle"},
        {"POP of nothing", program("0"), "stack underflow"},
        {"POP of a MARK", program("}(0"), "stack underflow"},
        {"TUPLE2 of one", program("N\x86"), "stack underflow"},
        {"TUPLE1 across a MARK", program("N(\x85"), "stack underflow"},
        {"TUPLE without MARK", program("Nt"), "no MARK on the stack"},
        {"POP_MARK without MARK", program("N1"), "no MARK on the stack"},
        {"SETITEMS without MARK", program("}u"), "no MARK on the stack"},
        {"SETITEM of a list", program("]NNs"), "SETITEM on a list"},
        {"APPEND to a dict", program("}Na"), "APPEND on a dict"},
        {"APPENDS to a tuple", program(")(Ne"), "APPENDS on a tuple"},
        {"odd SETITEMS", program("}(Nu"), "odd number of dict items"},
        {"odd DICT", program("(Nd"), "odd number of dict items"},
        {"list as key", program("}]Ns"), "dict key is a list"},
        {"dict as key", program("}}Ns"), "dict key is a dict"},
        {"list in itself",
         program("]q\x01h\x01"
                 "a"),
         "a list that holds itself"},
        {"memo", program("h\x05"), "memo 5 was never stored"},
        {"long memo", program("j\x01\x02\x03\x04"), "memo 67305985 was never stored"},
        {"memo of nothing", program("q\x01"), "stack underflow"},
        {"frame", program("\x95\xff\xff\xff\xff\xff\xff\xff\xff"),
         "FRAME of 18446744073709551615 bytes goes beyond the end"},
    };
}

std::vector<BadFile> bad_lengths() {
    return {
        {"BINUNICODE", program("X\xff\xff\xff\x7f"), "truncated: BINUNICODE needs 2147483647"},
        {"SHORT_BINUNICODE", program("\x8c\xff"), "truncated: SHORT_BINUNICODE needs 255"},
        {"BINUNICODE8", program("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"),
         "truncated: BINUNICODE8 needs 18446744073709551615"},
        {"BINSTRING", program("T\xff\xff\xff\xff"), "truncated: BINSTRING needs 4294967295"},
        {"SHORT_BINSTRING", program("U\x09"), "truncated: SHORT_BINSTRING needs 9"},
        {"BINBYTES", program("B\xff\xff\xff\xff"), "truncated: BINBYTES needs 4294967295"},
        {"SHORT_BINBYTES", program("C\x09"), "truncated: SHORT_BINBYTES needs 9"},
        {"BINBYTES8", program("\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"),
         "truncated: BINBYTES8 needs 9223372036854775807"},
        {"BYTEARRAY8", program("\x96\xff\xff\xff\xff\xff\xff\xff\x7f"),
         "truncated: BYTEARRAY8 needs 9223372036854775807"},
        {"LONG1", program("\x8a\x05"), "truncated: LONG1 needs 5"},
        {"long LONG1", program("\x8a\x40"), "integer of 64 bytes"},
        {"BINFLOAT", program("G\x01"), "truncated: BINFLOAT needs 8"},
        {"BININT", program("J\x01"), "truncated: BININT needs 4"},
    };
}

std::string repeated(std::string_view unit, std::size_t count) {
    std::string text;
    text.reserve(unit.size() * count);
    for (std::size_t i = 0; i < count; ++i) text += unit;
    return text;
}

/// Small files that want much memory or time.
std::vector<BadFile> bombs() {
    const std::string encode = PickleWriter(0).global("_codecs", "encode").raw("q\x01").str() + "0";
    const std::string arguments = PickleWriter(0)
                                      .text(std::string(200'000, 'a'))
                                      .text("latin1")
                                      .raw(
                                          "\x86q\x02"
                                          "0")
                                      .str();
    const std::string device = PickleWriter(0)
                                   .global("torch", "device")
                                   .raw(
                                       "q\x01"
                                       "0")
                                   .str();
    const std::string many = "(" + repeated("N", 100'000) +
                             "tq\x02"
                             "0";
    return {
        {"values", program(repeated("N", 400'000)), "more than 300000 values"},
        {"stack", program("Nq\x01" + repeated("h\x01", 400'000)), "more than 300000 on the stack"},
        {"MARKs", program(repeated("(", 400'000)), "more than 300000 MARKs"},
        {"memo", program("N" + repeated("\x94", 400'000)), "more than 300000 values in the memo"},
        {"opcodes", program("N" + repeated("q\x01", 4'100'000)), "more than 4000000 opcodes"},
        {"nesting", program("]" + repeated("\x85", 100)), "nested deeper than 64"},
        {"nesting by APPEND", program(repeated("]", 100) + repeated("a", 99)),
         "nested deeper than 64"},
        {"laughs", program("]q\x01" + repeated("(" + repeated("h\x01", 200) + "tq\x01", 80)),
         "nested deeper than 64"},
        {"items",
         program("(" + repeated("N", 1000) + "tq\x01(" + repeated("h\x01", 1000) +
                 repeated("h\x01Q", 2000)),
         "containers hold more than 1000000 items"},
        {"latin1 texts", program(encode + arguments + repeated("h\x01h\x02R0", 200'000)),
         "_codecs.encode makes more bytes than the file has"},
        {"long arguments", program(device + many + repeated("h\x01h\x02R0", 300'000)),
         "more than 300000 values"},
    };
}

}  // namespace

std::vector<BadFile> bad_programs() {
    std::vector<BadFile> files;
    for (const auto& group : {bad_opcodes(), bad_globals(), bad_stacks(), bad_lengths(), bombs()}) {
        files.insert(files.end(), group.begin(), group.end());
    }
    return files;
}

}  // namespace catvton::test
