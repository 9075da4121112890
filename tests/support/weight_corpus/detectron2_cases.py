"""Malformed pickles of arrays, as detectron2 publishes its models."""
from . import pickles as p
from .case import UNSUPPORTED, Case
from .pickle_programs import bombs, globals_refused, lengths, opcodes_refused, stack_rules

EIGHT = b"\0" * 8


def model(value=None, name="w"):
    value = p.array() if value is None else value
    return p.program(p.dict_of((p.text("model"), p.dict_of((p.text(name), value))), (p.text("__author__"), p.text("x"))))


def roots():
    for name, value in (("none", p.NONE), ("list", p.list_of()), ("number", p.integer(1)), ("array", p.array())):
        yield f"root_{name}", p.program(value), "not a state dict"
    yield "bytes_behind", model() + b"x", "bytes follow"
    yield "second_pickle_behind", model() + model(), "bytes follow"
    for name, key in (("number", p.integer(1)), ("bytes", p.raw_bytes(b"w")), ("none", p.NONE)):
        yield f"name_{name}", p.program(p.dict_of((p.text("model"), p.dict_of((key, p.array()))))), "name is a"
    yield "name_long", model(name="n" * 513), "name has 513"
    yield "name_not_utf8", model(name=b"\xff"), "UTF-8"
    pair = ((p.text("w"), p.array()),) * 2
    yield "name_twice", p.program(p.dict_of((p.text("model"), p.dict_of(*pair)))), "duplicate"
    for name, value in (("number", p.integer(1)), ("bytes", p.raw_bytes(EIGHT)), ("none", p.NONE),
                        ("list", p.list_of()), ("tensor", p.tensor())):
        yield f"array_is_{name}", model(value), "is a"


def arrays():
    for size in (0, 1, 7, 9, 16):
        yield f"data_of_{size}_bytes", model(p.array(data=b"\0" * size)), f"has {size} bytes"
    for name, shape, rule in (("negative", (-2,), "hold -2"), ("overflow", (1 << 32, 1 << 32), "overflows"),
                              ("overflow_zero", (1 << 62, 4, 0), "overflows"), ("huge", (1 << 40,), "has 8 bytes"),
                              ("wraps", ((1 << 62) + 2,), "overflows"), ("rank_9", (1,) * 9, "rank 9")):
        yield f"shape_{name}", model(p.array(shape=shape)), rule
    yield "shape_text", model(p.array(shape=p.tuple_of(p.text("2")))), "hold a str"
    yield "shape_list", model(p.array(shape=p.list_of(p.integer(2)))), "state is not"
    yield "shape_number", model(p.array(shape=p.integer(2))), "state is not"
    yield "data_none", model(p.array(data=p.NONE)), "state is not"
    yield "fortran_text", model(p.array(fortran=p.text("F"))), "state is not"
    yield "version_2", model(p.array(version=2)), "version 1"
    yield "state_short", model(p.array(state=p.tuple_of(p.integer(1)))), "tuple of 5"
    yield "state_list", model(p.array(state=p.list_of())), "tuple of 5"
    built = p.array()
    state = p.tuple_of(p.integer(1), p.sizes((2,)), p.dtype(), p.FALSE, p.raw_bytes(EIGHT))
    yield "built_twice", model(built + state + b"b"), "built twice"
    made = p.call(p.named("numpy.core.multiarray", "_reconstruct"), p.named("numpy", "ndarray"), p.tuple_of(),
                  p.raw_bytes(b"b"))
    yield "never_built", model(made), "no content"
    other = p.call(p.named("numpy.core.multiarray", "_reconstruct"), p.named("collections", "OrderedDict"),
                   p.tuple_of(), p.raw_bytes(b"b"))
    yield "reconstruct_another", model(other), "_reconstruct takes"
    buffer = p.named("numpy.core.numeric", "_frombuffer")
    yield "buffer_of_text", model(p.call(buffer, p.text("x" * 8), p.dtype(), p.sizes((2,)), p.text("C"))), \
        "_frombuffer takes"
    yield "buffer_order", model(p.call(buffer, p.raw_bytes(EIGHT), p.dtype(), p.sizes((2,)), p.text("X"))), "order 'X'"
    yield "buffer_permuted", model(p.call(buffer, p.raw_bytes(EIGHT), p.dtype(), p.sizes((2,)), p.text("K"))), \
        "permuted order", UNSUPPORTED
    yield "buffer_short", model(p.call(buffer, p.raw_bytes(EIGHT), p.dtype(), p.sizes((3,)), p.text("C"))), "need 12"


def dtypes():
    for name in ("c8", "U4", "S4", "V8", "M8", "u8", "f16", "i3", "", "float32"):
        yield f"dtype_{name or 'empty'}", model(p.array(kind=p.dtype(name))), "are not read", UNSUPPORTED
    yield "dtype_object", model(p.array(kind=p.dtype("O8", "|"))), "objects", UNSUPPORTED
    yield "dtype_big_endian", model(p.array(kind=p.dtype(order=">"))), "big-endian", UNSUPPORTED
    for order in ("", "<<", "x", "\0"):
        yield f"byte_order_{order.encode().hex() or 'empty'}", model(p.array(kind=p.dtype(order=order))), "byte order"
    yield "dtype_state_short", model(p.array(kind=p.dtype(state=p.tuple_of(p.integer(3))))), "no byte order"
    yield "dtype_state_none", model(p.array(kind=p.dtype(state=p.NONE))), "no byte order"
    yield "dtype_of_number", model(p.array(kind=p.call(p.named("numpy", "dtype"), p.integer(4)))), "takes a name"
    yield "dtype_text", model(p.array(kind=p.text("f4"))), "state is not"


def encodings():
    encode = p.named("_codecs", "encode")
    for name, arguments in (("utf8", (p.text("x" * 8), p.text("utf-8"))), ("alone", (p.text("x" * 8),)),
                            ("number", (p.integer(1), p.text("latin1")))):
        yield f"encode_{name}", model(p.array(state=p.tuple_of(
            p.integer(1), p.sizes((2,)), p.dtype(), p.FALSE, p.call(encode, *arguments)))), "_codecs.encode takes"
    for name, content in (("beyond_latin1", "\u0100" * 8), ("cut", b"\xc3"), ("lone", b"\x80" * 8),
                          ("overlong", b"\xc0\x80" * 8)):
        yield f"encode_{name}", model(p.array(state=p.tuple_of(
            p.integer(1), p.sizes((2,)), p.dtype(), p.FALSE, p.call(encode, p.text(content), p.text("latin1"))))), \
            "not latin1"


def programs():
    for group in (globals_refused, opcodes_refused, lengths, stack_rules, bombs):
        for name, program, rule, *code in group():
            if program.startswith(b"\x80"):  # else it is no pickle at all
                yield f"pickle_{name}", program, rule, *code


def cases():
    for group in (roots, arrays, dtypes, encodings, programs):
        for row in group():
            yield Case(f"detectron2_{row[0]}.pkl", *row[1:])
