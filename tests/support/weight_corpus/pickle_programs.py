"""Pickles that break a rule of the machine or of a state dict, as torch.save would place them in a file."""
import struct

from . import pickles as p

HOSTILE = [("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "exec"), ("builtins", "getattr"),
           ("__builtin__", "eval"), ("subprocess", "Popen"), ("torch", "load"), ("torch.serialization", "load"),
           ("torch._utils", "_rebuild_tensor_v3"), ("torch._utils", "_rebuild_sparse_tensor"),
           ("torch", "ComplexFloatStorage"), ("torch", "QInt8Storage"), ("torch.nn.modules.linear", "Linear"),
           ("collections", "defaultdict"), ("numpy", "load"), ("_codecs", "decode"), ("collections", "OrderedDict.fromkeys"),
           ("torch._utils", "_rebuild_tensor_v2.__globals__"), ("", ""), ("copyreg", "_reconstructor")]


def globals_refused():
    for module, name in HOSTILE:
        label = f"{module}_{name}".replace(".", "_")[:40] or "empty"
        yield f"global_{label}", p.program(p.call(p.named(module, name), p.text("true"))), "is not allowed"
    yield "stack_global", b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.", "'os.system' is not allowed"
    yield "global_unused", p.program(p.named("os", "system") + b"0" + p.dict_of()), "is not allowed"
    yield "global_no_newline", p.PROTO + b"cos", "truncated"
    yield "global_long_name", p.PROTO + b"c" + b"m" * 100_000 + b"\nx\n.", "longer than"
    yield "stack_global_of_numbers", p.program(p.integer(1) + p.integer(2) + b"\x93"), "STACK_GLOBAL"


def opcodes_refused():
    for name, code in (("INST", b"(ios\nsystem\n"), ("OBJ", b"(o"), ("NEWOBJ", b"))\x81"), ("NEWOBJ_EX", b")))\x92"),
                       ("EXT1", b"\x82\x01"), ("EXT2", b"\x83\x01\0"), ("EXT4", b"\x84\x01\0\0\0"),
                       ("PERSID", b"Pstorage\n"), ("INT", b"I1\n"), ("FLOAT", b"F1\n"), ("LONG", b"L1L\n"),
                       ("LONG4", b"\x8b\x01\0\0\0\x01"), ("STRING", b"S'a'\n"), ("UNICODE", b"Va\n"), ("GET", b"g0\n"),
                       ("PUT", b"p0\n"), ("DUP", b"N2"), ("EMPTY_SET", b"\x8f"), ("ADDITEMS", b"\x8f(\x90"),
                       ("FROZENSET", b"(\x91"), ("NEXT_BUFFER", b"\x97"), ("READONLY_BUFFER", b"N\x98")):
        first = "EMPTY_SET" if name == "ADDITEMS" else name
        yield f"opcode_{name}", p.program(code), f"opcode {first} is not allowed"
    for code in (0x00, 0x01, 0x7F, 0x99, 0xFF):
        yield f"opcode_{code:02x}", p.program(bytes([code])), f"opcode 0x{code:02x} is not allowed"


def lengths():
    for name, code in (("BINUNICODE", b"X" + struct.pack("<I", 0xFFFFFFFF)),
                       ("BINSTRING", b"T" + struct.pack("<I", 0x7FFFFFFF)),
                       ("BINBYTES", b"B" + struct.pack("<I", 0xFFFFFFFF)),
                       ("BINUNICODE8", b"\x8d" + struct.pack("<Q", (1 << 64) - 1)),
                       ("BINBYTES8", b"\x8e" + struct.pack("<Q", 1 << 63)),
                       ("BYTEARRAY8", b"\x96" + struct.pack("<Q", 1 << 40)),
                       ("SHORT_BINUNICODE", b"\x8c\xff"), ("SHORT_BINBYTES", b"C\xff"), ("SHORT_BINSTRING", b"U\xff")):
        yield f"length_{name}", p.program(code), f"truncated: {name}"
    yield "length_LONG1", p.program(b"\x8a\xff" + b"\0" * 255), "integer of 255 bytes"
    yield "length_FRAME", b"\x80\x04\x95" + struct.pack("<Q", 1 << 62) + b"}.", "FRAME"
    yield "length_FRAME_cut", b"\x80\x04\x95\0\0", "truncated"
    for name, code in (("BININT", b"J\0\0"), ("BININT2", b"M\0"), ("BINFLOAT", b"G\0\0\0"), ("LONG_BINGET", b"j\0"),
                       ("LONG_BINPUT", b"Nr\0")):
        yield f"cut_{name}", p.PROTO + code, "truncated"


def stack_rules():
    yield "empty", b"", "truncated"
    yield "no_proto", p.state_dict()[2:], "does not begin with PROTO"
    for version in (0, 1, 6, 255):
        yield f"protocol_{version}", bytes([0x80, version]) + b"}.", f"protocol {version}"
    yield "no_stop", p.state_dict()[:-1], "truncated"
    yield "stop_on_empty_stack", p.program(b""), "STOP with 0 values"
    yield "stop_with_two", p.program(b"NN"), "STOP with 2 values"
    yield "stop_with_mark", p.program(b"N("), "STOP"
    for name, code in (("POP", b"0"), ("TUPLE1", b"\x85"), ("TUPLE3", b"NN\x87"), ("REDUCE", b"R"), ("BUILD", b"Nb"),
                       ("APPEND", b"N" + b"a"), ("SETITEM", b"NN" + b"s"), ("MEMOIZE", b"\x94"), ("BINPUT", b"q\0"),
                       ("BINPERSID", b"Q"), ("STACK_GLOBAL", b"\x93"), ("below_mark", b"N(0")):
        yield f"underflow_{name}", p.program(code), "stack underflow"
    for name, code in (("TUPLE", b"t"), ("LIST", b"l"), ("DICT", b"d"), ("APPENDS", b"]e"), ("SETITEMS", b"}u"),
                       ("POP_MARK", b"1")):
        yield f"no_mark_{name}", p.program(code), "no MARK"
    yield "odd_setitems", p.program(b"}(N" + b"u"), "odd number"
    yield "odd_dict", p.program(b"(N" + b"d"), "odd number"
    for name, code in (("APPEND", b"}Na"), ("APPENDS", b"}(Ne"), ("SETITEM", b"]NNs"), ("SETITEMS", b")(NNu")):
        yield f"{name}_on_another", p.program(code), f"{name} on a"
    for name, code in (("list", b"]"), ("dict", b"}")):
        yield f"key_is_a_{name}", p.program(b"}" + code + b"Ns"), f"dict key is a {name}"
    yield "memo_never_stored", p.program(b"h\5"), "never stored"
    yield "memo_huge_index_read", p.program(b"j\xff\xff\xff\xff"), "never stored"
    yield "memo_huge_index", p.program(b"]r\xff\xff\xff\xff"), "not a state dict"
    yield "holds_itself_list", p.program(b"]q\0h\0a"), "holds itself"
    yield "holds_itself_dict", p.program(b"}q\0" + p.text("k") + b"h\0s"), "holds itself"
    yield "reduce_of_a_number", p.program(p.integer(1) + b")R"), "REDUCE calls"
    yield "reduce_without_tuple", p.program(p.named("collections", "OrderedDict") + b"]R"), "tuple of arguments"
    yield "build_on_number", p.program(p.integer(1) + b"}b"), "BUILD on"
    yield "persistent_id_text", p.program(p.text("0") + b"Q"), "persistent id"


def bombs():
    """Small programs that would grow large or run long."""
    yield "many_values", p.program(b"N" * 400_000), "more than"
    yield "many_marks", p.program(b"(" * 400_000), "more than"
    yield "many_pops", p.program(b"N0" * 400_000), "more than"
    yield "deep_tuples", p.program(b")" + b"\x85" * 100_000), "nested deeper"
    yield "deep_lists", p.program(b"]" * 1000 + b"a" * 999), "nested deeper"
    # Each tuple holds the one before nine times.
    laughs = b"(" + b"N" * 9 + b"tq\0000"
    laughs += b"".join(b"(" + bytes([ord("h"), i]) * 9 + b"tq" + bytes([i + 1]) + b"0" for i in range(60))
    yield "billion_laughs", p.program(laughs + p.dict_of((p.text("w"), b"h\x3c"))), "is a tuple"
    wide = b"(" + b"N" * 1000 + b"tq\0"
    yield "repeated_tuple", p.program(wide + (b"(" + b"h\0" * 1000 + b"t") * 1100), "more than"
    encode = p.named("_codecs", "encode") + b"q\2"
    big = p.text("x" * 100_000) + b"q\0" + p.text("latin1") + b"q\1" + encode
    yield "encode_again_and_again", p.program(big + b"h\2h\0h\1\x86R" * 10_000), "_codecs.encode"


def state_dicts():
    for name, value in (("none", p.NONE), ("list", p.list_of()), ("tuple", p.tuple_of()), ("number", p.integer(1)),
                        ("text", p.text("x")), ("tensor", p.tensor())):
        yield f"root_{name}", p.program(value), "not a state dict"
    for name, key in (("number", p.integer(1)), ("none", p.NONE), ("bytes", p.raw_bytes(b"w"))):
        yield f"tensor_name_{name}", p.program(p.dict_of((key, p.tensor()))), "name is a"
    yield "tensor_name_long", p.state_dict(name="n" * 513), "name has 513"
    yield "tensor_name_not_utf8", p.state_dict(name=b"\xff\xfe"), "UTF-8"
    yield "tensor_name_control", p.state_dict(name="a\nb"), "UTF-8"
    for name, value in (("number", p.integer(3)), ("text", p.text("x")), ("dict", p.dict_of()), ("none", p.NONE),
                        ("storage", p.storage())):
        yield f"tensor_is_{name}", p.state_dict(value), "is a"
    yield "tensor_twice", p.program(p.dict_of((p.text("w"), p.tensor()), (p.text("w"), p.tensor()))), "duplicate"


def rebuilds():
    yield "offset_negative", p.state_dict(p.tensor(offset=-1)), "negative"
    yield "offset_huge", p.state_dict(p.tensor(offset=1 << 62)), "reaches element"
    yield "offset_overflows", p.state_dict(p.tensor(offset=(1 << 63) - 1)), "reaches element"
    yield "offset_text", p.state_dict(p.tensor(offset=p.text("0"))), "offset"
    yield "offset_one", p.state_dict(p.tensor(offset=1)), "reaches element"
    yield "size_negative", p.state_dict(p.tensor(shape=(-4,))), "hold -4"
    yield "size_text", p.state_dict(p.tensor(shape=p.tuple_of(p.text("4")))), "hold a str"
    yield "size_bool", p.state_dict(p.tensor(shape=p.tuple_of(p.TRUE))), "hold a bool"
    yield "size_long", p.state_dict(p.tensor(shape=(1 << 70,))), "hold a"
    yield "shape_number", p.state_dict(p.tensor(shape=p.integer(4))), "shape or strides are a"
    yield "shape_dict", p.state_dict(p.tensor(shape=p.EMPTY_DICT)), "shape or strides are a"
    yield "stride_negative", p.state_dict(p.tensor(stride=(-1,))), "hold -1"
    yield "stride_large", p.state_dict(p.tensor(stride=(2,))), "reaches element"
    yield "stride_overflows", p.state_dict(p.tensor(stride=((1 << 62),), shape=(16,))), "overflow"
    yield "rank_differs", p.state_dict(p.tensor(shape=(2, 2))), "strides of rank"
    yield "rank_9", p.state_dict(p.tensor(shape=(1,) * 9, stride=(1,) * 9)), "rank 9"
    yield "shape_too_large", p.state_dict(p.tensor(shape=(5,))), "reaches element 4"
    yield "shape_overflows", p.state_dict(p.tensor(shape=(1 << 32, 1 << 32), stride=(0, 0))), "overflows"
    yield "expanded_bomb", p.state_dict(p.tensor(shape=(1 << 40,), stride=(0,))), "more memory than the file"
    yield "no_storage", p.state_dict(p.tensor(where=p.text("0"))), "no storage"
    yield "arguments_missing", p.state_dict(p.call(p.named("torch._utils", "_rebuild_tensor_v2"), p.storage())), \
        "takes 4 to 7"
    yield "parameter_of_nothing", p.state_dict(p.call(p.named("torch._utils", "_rebuild_parameter"), p.NONE)), \
        "takes a tensor"
    yield "size_of_list", p.state_dict(p.call(p.named("torch", "Size"), p.list_of())), "takes a tuple"
    yield "storage_type_called", p.state_dict(p.call(p.named("torch", "FloatStorage"), p.integer(4))), "is called"
    yield "ordered_dict_of_text", p.program(p.call(p.named("collections", "OrderedDict"), p.text("x"))), "list of pairs"
    yield "ordered_dict_of_numbers", \
        p.program(p.call(p.named("collections", "OrderedDict"), p.list_of(p.integer(1)))), "list of pairs"


def storages():
    kind, location = p.named("torch", "FloatStorage"), p.text("cpu")
    for name, items, rule in (
            ("short", (p.text("storage"), kind, p.text("0"), location), "4 parts"),
            ("no_word", (p.text("module"), kind, p.text("0"), location, p.integer(4)), "'storage'"),
            ("no_type", (p.text("storage"), p.text("Float"), p.text("0"), location, p.integer(4)), "storage type"),
            ("dict_type", (p.text("storage"), p.named("collections", "OrderedDict"), p.text("0"), location,
                           p.integer(4)), "storage type"),
            ("key_number", (p.text("storage"), kind, p.integer(0), location, p.integer(4)), "storage key"),
            ("numel_negative", (p.text("storage"), kind, p.text("0"), location, p.integer(-4)), "element count"),
            ("numel_text", (p.text("storage"), kind, p.text("0"), location, p.text("4")), "element count")):
        yield f"storage_{name}", p.state_dict(p.tensor(where=p.tuple_of(*items) + b"Q")), rule


def programs():
    """(name, pickle, rule[, code])"""
    for group in (globals_refused, opcodes_refused, lengths, stack_rules, bombs, state_dicts, rebuilds, storages):
        yield from group()
