"""Malformed safetensors files."""
import json
import struct

from .case import UNSUPPORTED, Case

GOOD = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'


def file_of(header, data=b"", length=None):
    raw = header if isinstance(header, bytes) else header.encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def entry(dtype='"F32"', shape="[1]", offsets="[0,4]", name="a"):
    return f'{{"{name}":{{"dtype":{dtype},"shape":{shape},"data_offsets":{offsets}}}}}'


def two(second, first="[0,8]"):
    return f'{{"a":{{"dtype":"F32","shape":[2],"data_offsets":{first}}},"b":{second}}}'


def header_lengths():
    yield "empty", b"", "truncated"
    for size in (1, 7):
        yield f"only_{size}_bytes", file_of(GOOD)[:size], "truncated"
    yield "only_a_length", file_of(GOOD)[:8], "truncated"
    yield "length_zero", file_of(""), "JSON"
    yield "length_one_more", file_of(GOOD, length=len(GOOD) + 1), "truncated"
    yield "length_one_less", file_of(GOOD, b"\0" * 8, length=len(GOOD) - 1), "JSON"
    yield "length_2_31", file_of(GOOD, length=1 << 31), "too long"
    yield "length_2_63", file_of(GOOD, length=1 << 63), "too long"
    yield "length_all_ones", file_of(GOOD, length=(1 << 64) - 1), "too long"
    yield "length_minus_8", file_of(GOOD, length=(1 << 64) - 8), "too long"
    yield "length_at_the_limit", file_of(GOOD, length=100_000_000), "truncated"
    yield "length_over_the_limit", file_of(GOOD, length=100_000_001), "too long"
    yield "length_big_endian", struct.pack(">Q", len(GOOD)) + GOOD.encode() + b"\0" * 8, "too long"


def json_syntax():
    for name, text in {
            "array": "[]", "null": "null", "number": "5", "string": '"a"', "true": "true"}.items():
        yield f"top_{name}", file_of(text), "not an object"
    for name, text in {
            "open_brace": "{", "single_quotes": "{'a':1}", "trailing_comma": '{"a":1,}', "comment": "{/**/}",
            "nan": '{"a":NaN}', "infinity": '{"a":Infinity}', "leading_zero": '{"a":01}', "plus": '{"a":+1}',
            "hexadecimal": '{"a":0x1}', "bare_key": "{a:1}", "no_colon": '{"a" 1}', "open_string": '{"a',
            "bad_escape": '{"\\q":1}', "lone_surrogate": '{"\\ud800":1}', "control_in_string": '{"\x01":1}',
            "second_object": "{}{}", "text_behind": GOOD + "x"}.items():
        yield f"json_{name}", file_of(text), "JSON"
    yield "bom", file_of(b"\xef\xbb\xbf{}"), "byte order mark"
    yield "utf16", file_of("{}".encode("utf-16")), "JSON"
    yield "invalid_utf8", file_of(b'{"\xff":1}'), "JSON"
    yield "overlong_utf8", file_of(b'{"\xc0\x80":1}'), "JSON"
    yield "cut_utf8", file_of(b'{"\xe2\x82":1}'), "JSON"
    yield "nul_behind", file_of(b"{}\0"), "NUL"
    yield "hidden_behind_nul", file_of(GOOD.encode() + b"\0" + b"PK\x03\x04", b"\0" * 8), "NUL"
    yield "nul_in_string", file_of(b'{"a\0b":1}'), "NUL"
    yield "deep_arrays", file_of('{"a":' + "[" * 100_000), "nested deeper"
    yield "deep_objects", file_of('{"a":' * 100_000), "nested deeper"
    yield "deep_metadata", file_of('{"__metadata__":{"a":{"b":{"c":{"d":1}}}}}'), "nested deeper"
    yield "many_values", file_of('{"a":[' + "0," * 500_000 + "0]}"), "more than"
    yield "many_objects", file_of('{"a":[' + "{}," * 500_000 + "0]}"), "more than"
    yield "many_keys", file_of("{" + ",".join(f'"{i}":0' for i in range(500_000)) + "}"), "more than"
    yield "huge_string", file_of('{"a":"' + "x" * 8_000_000 + '"}'), "exactly dtype"
    yield "huge_number", file_of('{"a":' + "9" * 1_000_000 + "}"), "JSON"
    yield "huge_key", file_of('{"' + "k" * 8_000_000 + '":1}'), "too long"


def duplicates():
    tensor = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
    yield "duplicate_tensor", file_of(f'{{"a":{tensor},"a":{tensor}}}', b"\0" * 8), "duplicate key 'a'"
    yield "duplicate_escaped", file_of(f'{{"a":{tensor},"\\u0061":{tensor}}}', b"\0" * 8), "duplicate key 'a'"
    yield "duplicate_metadata", file_of('{"__metadata__":{},"__metadata__":{}}'), "duplicate key"
    yield "duplicate_in_metadata", file_of('{"__metadata__":{"a":"1","a":"2"}}'), "duplicate key 'a'"
    for key, value in (("dtype", '"F32"'), ("shape", "[2]"), ("data_offsets", "[0,8]")):
        yield f"duplicate_{key}", file_of(tensor_with(f'"{key}":{value}'), b"\0" * 8), f"duplicate key '{key}'"


def tensor_with(more):
    return '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],' + more + "}}"


def entries():
    for name, value in {"number": "1", "empty": "{}", "list": "[]", "null": "null", "string": '"x"'}.items():
        yield f"entry_{name}", file_of(f'{{"a":{value}}}'), "exactly dtype"
    yield "entry_without_dtype", file_of('{"a":{"shape":[1],"data_offsets":[0,4]}}', b"\0" * 4), "exactly dtype"
    yield "entry_without_shape", file_of('{"a":{"dtype":"F32","data_offsets":[0,4]}}', b"\0" * 4), "exactly dtype"
    yield "entry_without_offsets", file_of('{"a":{"dtype":"F32","shape":[1]}}', b"\0" * 4), "exactly dtype"
    yield "entry_with_more", file_of(tensor_with('"x":1'), b"\0" * 8), "exactly dtype"
    yield "entry_other_case", file_of('{"a":{"DType":"F32","shape":[1],"data_offsets":[0,4]}}', b"\0" * 4), \
        "exactly dtype"
    yield "name_too_long", file_of(entry(name="n" * 513), b"\0" * 4), "too long"
    yield "many_tensors", file_of(
        "{" + ",".join(f'"{i}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}' for i in range(33_000)) + "}"), \
        "too many"
    for name, value in {"list": "[]", "string": '"x"', "null": "null", "number": "1"}.items():
        yield f"metadata_{name}", file_of(f'{{"__metadata__":{value}}}'), "__metadata__ is not an object"
    for name, value in {"number": "1", "null": "null", "list": "[]", "object": "{}", "true": "true"}.items():
        yield f"metadata_value_{name}", file_of(f'{{"__metadata__":{{"k":{value}}}}}'), "is not a string"


def dtypes():
    for name, value in {"number": "5", "null": "null", "list": '["F32"]'}.items():
        yield f"dtype_{name}", file_of(entry(value), b"\0" * 4), "dtype is not a string"
    for value in ("f32", "float32", "FLOAT", "", "F32 ", "F128", "I4", "F8"):
        yield f"dtype_unknown_{value.strip() or 'empty'}_{len(value)}", file_of(entry(f'"{value}"'), b"\0" * 4), \
            "unknown dtype"
    for value, size in (("F8_E4M3", 1), ("F8_E5M2", 1), ("F8_E8M0", 1), ("F4", 1), ("F6_E2M3", 1), ("C64", 8)):
        yield f"dtype_unread_{value}", file_of(entry(f'"{value}"', offsets=f"[0,{size}]"), b"\0" * size), value, \
            UNSUPPORTED


def shapes():
    for name, value in {"number": "1", "object": "{}", "string": '"1"', "null": "null"}.items():
        yield f"shape_{name}", file_of(entry(shape=value), b"\0" * 4), "shape is not a list"
    for name, value in {
            "negative": "[-1]", "minus_zero": "[-0]", "float": "[1.0]", "exponent": "[1e0]", "string": '["1"]',
            "bool": "[true]", "null": "[null]", "list": "[[1]]", "object": "[{}]", "2_63": f"[{1 << 63}]",
            "2_64": f"[{1 << 64}]", "2_200": f"[{1 << 200}]"}.items():
        yield f"size_{name}", file_of(entry(shape=value), b"\0" * 4), "not a size"
    for name, value in {
            "product": f"[{1 << 62},4]", "zero_last": f"[{(1 << 63) - 1},2,0]", "squares": f"[{1 << 32},{1 << 32}]",
            "bytes": f"[{1 << 62}]", "wraps_to_4": f"[{(1 << 62) + 1}]"}.items():
        yield f"overflow_{name}", file_of(entry(shape=value), b"\0" * 4), "overflows"
    yield "rank_9", file_of(entry(shape="[" + ",".join("1" * 9) + "]"), b"\0" * 4), "rank 9"
    yield "rank_100000", file_of(entry(shape="[" + ",".join("1" * 100_000) + "]"), b"\0" * 4), "rank 100000"
    yield "shape_too_large", file_of(entry(shape="[2]"), b"\0" * 4), "need 8"
    yield "shape_too_small", file_of(entry(shape="[1]", offsets="[0,8]"), b"\0" * 8), "need 4"
    yield "shape_without_data", file_of(entry(shape=f"[{1 << 40}]", offsets="[0,0]")), "its shape and dtype need"


def offsets():
    for name, value in {"number": "0", "one": "[0]", "three": "[0,4,8]", "object": "{}", "empty": "[]"}.items():
        yield f"offsets_{name}", file_of(entry(offsets=value), b"\0" * 4), "not a pair"
    for name, value in {"negative": "[-4,0]", "float": "[0.0,4]", "null": "[null,4]", "string": '["0","4"]',
                        "exponent": "[0,4e0]"}.items():
        yield f"offsets_{name}", file_of(entry(offsets=value), b"\0" * 4), "not unsigned"
    for name, value, size in (("reversed", "[4,0]", 4), ("behind", "[4,8]", 4), ("one_short", "[0,4]", 3),
                              ("huge", f"[{(1 << 64) - 4},{(1 << 64) - 1}]", 4), ("wraps", f"[{1 << 63},4]", 4)):
        yield f"offsets_{name}", file_of(entry(offsets=value), b"\0" * size), "lie outside"
    second = '{"dtype":"F32","shape":[2],"data_offsets":%s}'
    yield "hole_before", file_of(entry(offsets="[4,8]"), b"\0" * 8), "hole"
    yield "hole_between", file_of(two(second % "[12,20]"), b"\0" * 20), "hole"
    yield "overlap_half", file_of(two(second % "[4,12]"), b"\0" * 12), "overlap"
    yield "overlap_same", file_of(two(second % "[0,8]"), b"\0" * 8), "overlap"
    yield "overlap_inside", file_of(two('{"dtype":"U8","shape":[1],"data_offsets":[3,4]}'), b"\0" * 8), "overlap"
    yield "empty_inside", file_of(two('{"dtype":"U8","shape":[0],"data_offsets":[3,3]}'), b"\0" * 8), "overlap"
    yield "bytes_behind", file_of(GOOD, b"\0" * 9), "bytes follow"
    yield "only_data", file_of("{}", b"\0"), "bytes follow"
    yield "zip_behind", file_of(GOOD, b"\0" * 8 + b"PK\x05\x06" + b"\0" * 18), "bytes follow"


def cases():
    for group in (header_lengths, json_syntax, duplicates, entries, dtypes, shapes, offsets):
        for row in group():
            yield Case(f"{row[0]}.safetensors", *row[1:])
    header = json.dumps({f"t{i}": {"dtype": "F32", "shape": [1], "data_offsets": [4 * i, 4 * i + 4]}
                         for i in range(100)})
    yield Case("truncated_data.safetensors", file_of(header, b"\0" * 399), "lie outside")
