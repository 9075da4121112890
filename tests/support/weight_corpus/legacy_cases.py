"""Malformed files of torch.save before PyTorch 1.6."""
import struct

from . import pickles as p
from .case import UNSUPPORTED, Case
from .pickle_programs import bombs, globals_refused, opcodes_refused, rebuilds

MAGIC = p.PROTO + b"\x8a\x0a" + 0x1950A86A20F9469CFC6C.to_bytes(10, "little") + p.STOP
DATA = struct.pack("<4f", 1, 2, 3, 4)


def storage(key="0", numel=4, kind="FloatStorage", view=p.NONE):
    return p.storage(key, numel, kind, extra=view)


def state(where=None, **options):
    return p.program(p.dict_of((p.text("w"), p.tensor(where=storage() if where is None else where, **options))))


def system(little=p.TRUE, sizes=None, **changed):
    table = {**dict(short=2, int=4, long=4), **changed}
    sizes = p.dict_of(*((p.text(k), p.integer(v)) for k, v in table.items())) if sizes is None else sizes
    return p.program(p.dict_of((p.text("protocol_version"), p.integer(1001)), (p.text("little_endian"), little),
                               (p.text("type_sizes"), sizes)))


def stream(magic=MAGIC, protocol=None, info=None, body=None, keys=None, data=None, count=4, behind=b""):
    parts = [magic, p.program(p.integer(1001)) if protocol is None else protocol, system() if info is None else info,
             state() if body is None else body, p.program(p.list_of(p.text("0"))) if keys is None else keys,
             struct.pack("<q", count) + DATA if data is None else data, behind]
    return b"".join(parts)


def heads():
    parts = [MAGIC, p.program(p.integer(1001)), system(), state(), p.program(p.list_of(p.text("0")))]
    for count, name in enumerate(("magic", "protocol", "system", "object", "keys"), 1):
        yield f"ends_after_{name}", b"".join(parts[:count]), "truncated"
    yield "magic_differs", stream(magic=MAGIC.replace(b"\x6c\xfc", b"\x6c\xfd")), "bytes follow the pickle"
    yield "magic_of_12_bytes", stream(magic=p.PROTO + b"\x8a\x0c" + b"\0" * 12 + b"."), "bytes follow the pickle"
    for name, value in (("1000", p.integer(1000)), ("text", p.text("1001")), ("long", p.integer(1001 << 64)),
                        ("none", p.NONE)):
        yield f"protocol_{name}", stream(protocol=p.program(value)), "protocol is not 1001"
    yield "big_endian", stream(info=system(p.FALSE)), "big-endian", UNSUPPORTED
    yield "endian_missing", stream(info=p.program(p.dict_of())), "little_endian is missing"
    yield "endian_number", stream(info=system(p.integer(1))), "little_endian is missing"
    yield "system_list", stream(info=p.program(p.list_of())), "little_endian is missing"
    yield "sizes_missing", stream(info=p.program(p.dict_of((p.text("little_endian"), p.TRUE)))), "type_sizes"
    for kind, value in (("short", 4), ("int", 8), ("long", 16)):
        yield f"size_of_{kind}", stream(info=system(**{kind: value})), f"size of {kind}"


def storages():
    yield "keys_dict", stream(keys=p.program(p.dict_of())), "keys are no list"
    yield "keys_numbers", stream(keys=p.program(p.list_of(p.integer(0)))), "storage key is a int"
    yield "keys_empty", stream(keys=p.program(p.list_of()), data=b""), "not in the list"
    yield "keys_unknown", stream(keys=p.program(p.list_of(p.text("9")))), "belongs to no tensor"
    twice = p.program(p.list_of(p.text("0"), p.text("0")))
    yield "keys_twice", stream(keys=twice, behind=struct.pack("<q", 4) + DATA), "duplicate storage"
    for name, count in (("less", 3), ("more", 5), ("zero", 0), ("negative", -1), ("huge", 1 << 62)):
        yield f"count_{name}", stream(count=count), "elements, not 4"
    huge = (1 << 62) + 1
    yield "count_wraps", stream(body=state(storage(numel=huge)), count=huge), "overflows"
    large = 1 << 40
    yield "count_beyond_file", stream(body=state(storage(numel=large)), count=large), "truncated"
    yield "data_short", stream(data=struct.pack("<q", 4) + DATA[:-1]), "truncated"
    yield "data_missing", stream(data=b""), "truncated"
    yield "bytes_behind", stream(behind=b"x"), "bytes follow"
    yield "second_stream_behind", stream(behind=stream()), "bytes follow"
    view = p.tuple_of(p.text("1"), p.integer(0), p.integer(2))
    yield "view", stream(body=state(storage(view=view))), "views of storages", UNSUPPORTED
    five = p.storage("0", 4)
    yield "id_of_five", stream(body=state(five)), "5 parts, not 6"
    for name, key in (("slash", "a/b"), ("empty", ""), ("long", "k" * 65)):
        yield f"key_{name}", stream(body=state(storage(key=key))), "storage key"
    pair = p.program(p.dict_of((p.text("a"), p.tensor(where=storage())),
                               (p.text("b"), p.tensor(where=storage(kind="IntStorage")))))
    yield "two_types", stream(body=pair), "two sizes or types"
    pair = p.program(p.dict_of((p.text("a"), p.tensor(where=storage())),
                               (p.text("b"), p.tensor(where=storage(numel=8)))))
    yield "two_sizes", stream(body=pair), "two sizes or types"


def legacy_rebuilds():
    for name, program, rule, *code in rebuilds():
        if name == "no_storage":
            continue  # the stream's storage then belongs to no tensor
        # The same programs name storages by five parts; here they have six.
        program = program.replace(p.storage(), storage())
        yield f"pickle_{name}", stream(body=program), rule, *code


def programs():
    nothing = dict(keys=p.program(p.list_of()), data=b"")
    for group in (globals_refused, opcodes_refused, bombs):
        for name, program, rule, *code in group():
            yield f"pickle_{name}", stream(body=program, **nothing), rule, *code
    yield "hostile_keys", stream(keys=p.program(p.call(p.named("os", "system"), p.text("true")))), "is not allowed"
    yield "hostile_system", stream(info=p.program(p.call(p.named("os", "system"), p.text("true")))), "is not allowed"
    yield "hostile_protocol", stream(protocol=p.program(p.named("os", "system"))), "is not allowed"


def cases():
    for group in (heads, storages, legacy_rebuilds, programs):
        for row in group():
            yield Case(f"legacy_{row[0]}.pth", *row[1:])
