"""Malformed archives of torch.save, and broken pickles inside sound archives."""
import struct
import zlib

from . import pickles as p
from .case import UNSUPPORTED, Case
from .pickle_programs import programs
from .zips import CENTRAL, END, LOCAL, Entry, central_header, local_header, zip_file

DATA = struct.pack("<4f", 1, 2, 3, 4)
RAW = "archive/data.pkl"


def entries(pickle=None, folder="archive", data=DATA, version=b"3\n", more=()):
    return [Entry(f"{folder}/data.pkl", p.state_dict() if pickle is None else pickle),
            Entry(f"{folder}/version", version), Entry(f"{folder}/data/0", data), *more]


def changed(index=2, **changes):
    result = entries()
    for key, value in changes.items():
        setattr(result[index], key, value)
    return result


def end_records():
    good = zip_file(entries())
    yield "only_pk", b"PK", "truncated"
    yield "only_a_local_header", good[:60], "truncated"
    yield "half", good[:len(good) // 2], "truncated"
    yield "no_end", good[:-22], "truncated"
    yield "end_cut", good[:-1], "truncated"
    yield "bytes_behind", zip_file(entries(), suffix=b"x"), "follow the end record"
    yield "comment_too_long", zip_file(entries(), comment_size=10), "follow the end record"
    yield "comment_too_short", zip_file(entries(), comment=b"hello", comment_size=1), "follow the end record"
    yield "prefix", b"PK\x03\x04" + zip_file(entries()), "directory does not end"
    yield "prefix_accounted", zip_file(entries(), prefix=b"PK" + b"\0" * 30), "before the first entry"
    yield "other_disk", zip_file(entries(), disk=1), "several disks"
    yield "directory_on_other_disk", zip_file(entries(), start_disk=1), "several disks"
    yield "counts_differ", zip_file(entries(), here=2), "several disks"
    yield "one_entry_more", zip_file(entries(), here=4, entries=4), "bad directory entry"
    yield "one_entry_less", zip_file(entries(), here=2, entries=2), "directory's size"
    yield "no_entries", zip_file([]), "empty"
    yield "directory_size_one_less", zip_file(entries(), size=len(good) - 1), "directory does not end"
    yield "directory_offset_huge", zip_file(entries(), offset=0xFFFFFFF0), "directory does not end"
    yield "directory_offset_zero", zip_file(entries(), offset=0), "directory does not end"
    yield "garbage_directory_entry", good.replace(CENTRAL, b"PK\x01\x03", 1), "bad directory entry"


def zip64_records():
    for name, fields, rule in (
            ("signature", dict(signature=b"PK\x06\x08"), "ZIP64"),
            ("record_size", dict(record=1 << 40), "ZIP64 record size"),
            ("record_size_wraps", dict(record=(1 << 64) - 12), "ZIP64 record size"),
            ("at_nowhere", dict(at=1 << 50), "ZIP64"),
            ("at_wrong_place", dict(at=3), "ZIP64"),
            ("disk", dict(disk=1), "several disks"),
            ("disks", dict(disks=2), "several disks"),
            ("counts_differ", dict(here=2), "several disks"),
            ("entries_huge", dict(here=1 << 40, entries=1 << 40), "differ"),
            ("entries_differ", dict(here=2, entries=2), "differ"),
            ("size_differs", dict(size=1), "differ"),
            ("offset_differs", dict(offset=1), "differ")):
        yield f"zip64_{name}", zip_file(entries(), zip64=fields), rule
    marked = dict(here=0xFFFF, entries=0xFFFF, size=0xFFFFFFFF, offset=0xFFFFFFFF)
    yield "zip64_many_entries", zip_file(entries(), zip64=dict(here=70_000, entries=70_000), **marked), "too many"
    yield "zip64_directory_outside", zip_file(entries(), zip64=dict(offset=1 << 60), **marked), "directory does not end"
    yield "zip64_marker_without_record", zip_file(entries(), **marked), "directory does not end"
    yield "zip64_size_without_extra", zip_file(changed(central=dict(size=0xFFFFFFFF))), "two sizes"
    yield "zip64_extra_too_short", zip_file(changed(
        central=dict(size=0xFFFFFFFF, extra=struct.pack("<HHI", 1, 4, 16)))), "truncated: ZIP64 value"
    huge = struct.pack("<HHQQ", 1, 16, 1 << 60, 1 << 60)
    yield "zip64_entry_huge", zip_file(changed(
        central=dict(size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=huge),
        local=dict(size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=huge))), "outside"


def entry_headers():
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = squeezed.compress(b"\0" * 1_000_000) + squeezed.flush()
    yield "deflated", zip_file(changed(method=8, stored=squeezed)), "compressed", UNSUPPORTED
    bomb = Entry("archive/data/0", b"\0" * 1_000_000, method=8, stored=squeezed, local=dict(packed=len(squeezed)),
                 central=dict(packed=len(squeezed)))
    yield "deflated_bomb", zip_file(entries()[:2] + [bomb]), "compressed", UNSUPPORTED
    for method in (9, 12, 14, 93, 99):
        yield f"method_{method}", zip_file(changed(method=method)), f"method {method}", UNSUPPORTED
    yield "encrypted", zip_file(changed(flags=1)), "encrypted", UNSUPPORTED
    yield "two_sizes", zip_file(changed(central=dict(packed=8))), "two sizes"
    yield "size_huge", zip_file(changed(local=dict(size=0x7FFFFFFF, packed=0x7FFFFFFF),
                                        central=dict(size=0x7FFFFFFF, packed=0x7FFFFFFF))), "outside"
    yield "size_reaches_directory", zip_file(changed(local=dict(size=17, packed=17),
                                                     central=dict(size=17, packed=17))), "outside"
    yield "local_offset_outside", zip_file(changed(central=dict(offset=0x7FFFFFFF))), "local header points to"
    yield "local_offset_elsewhere", zip_file(changed(central=dict(offset=5))), "no local header"
    yield "local_signature", zip_file(changed(local=dict(signature=b"PK\x03\x05"))), "no local header"
    yield "local_name_differs", zip_file(changed(local=dict(name=b"archive/data/1"))), "differ"
    yield "local_method_differs", zip_file(changed(local=dict(method=8))), "differ"
    yield "local_size_differs", zip_file(changed(local=dict(size=8, packed=8))), "differ"
    yield "local_crc_differs", zip_file(changed(local=dict(crc=1))), "differ"
    yield "local_flags_differ", zip_file(changed(local=dict(flags=1))), "differ"
    yield "local_extra_cut", zip_file(changed(local=dict(extra=struct.pack("<HH", 1, 100)))), "truncated"
    yield "descriptor_missing", zip_file(changed(flags=8)), "descriptor"
    yield "entry_on_other_disk", zip_file(changed(central=dict(disk=1))), "several disks"
    yield "central_extra_cut", zip_file(changed(central=dict(extra=struct.pack("<HH", 9, 100)))), "truncated: extra field"
    yield "crc_of_data", zip_file(changed(stored=b"\1" * 16)), "wrong CRC"
    yield "crc_of_pickle", zip_file(changed(index=0, stored=p.state_dict()[:-1] + b"0")), "wrong CRC"
    yield "crc_zero", zip_file(changed(local=dict(crc=0), central=dict(crc=0))), "wrong CRC"


def names():
    for name, bad in {
            "absolute": "/archive/data/0", "parent": "archive/../data/0", "parent_first": "../archive/data/0",
            "backslash": "archive\\data\\0", "nul": "archive/data/0\0x", "empty": "", "dot": "archive/./data/0",
            "double_slash": "archive//data/0"}.items():
        yield f"name_{name}", zip_file(entries(more=[Entry(bad, DATA)])), "not a relative path"
    yield "name_too_long", zip_file(entries(more=[Entry("archive/" + "n" * 513, DATA)])), "name has"
    yield "duplicate_name", zip_file(entries(more=[Entry("archive/data/0", DATA)])), "duplicate"
    yield "duplicate_pickle", zip_file(entries(more=[Entry(RAW, p.state_dict())])), "duplicate"
    yield "two_folders", zip_file(entries(more=[Entry("other/data/0", DATA)])), "several folders"
    yield "no_folder", zip_file([Entry("data.pkl", p.state_dict())]), "not in a folder"
    yield "no_pickle", zip_file(entries()[1:]), "missing"
    yield "no_version", zip_file([entries()[0], entries()[2]]), "missing"
    yield "no_record", zip_file(entries()[:2]), "missing"
    for name in ("code/__torch__.py", "constants.pkl"):
        yield f"torchscript_{name[:4]}", zip_file(entries(more=[Entry("archive/" + name, b"x")])), "TorchScript", \
            UNSUPPORTED
    for index, version in enumerate((b"", b"0\n", b"11\n", b"-1\n", b"3x\n", b"three", b"3.0\n", b"9" * 40)):
        yield f"version_{index}", zip_file(entries(version=version)), "version"
    yield "big_endian", zip_file(entries(more=[Entry("archive/byteorder", b"big")])), "big-endian", UNSUPPORTED
    yield "byte_order_unknown", zip_file(entries(more=[Entry("archive/byteorder", b"middle")])), "byteorder"


def with_one_more(sound, extra):
    """The archive `sound` with a directory entry more, whose data lie in the last record."""
    whole = zip_file(sound)
    start = whole.index(CENTRAL)
    offset = whole.rindex(LOCAL, 0, start)
    directory = whole[start:-22] + central_header(extra, offset)
    count = len(sound) + 1
    return whole[:start] + directory + END + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, 0)


def overlaps():
    """Directory entries that share bytes: quadratic zip bombs are made of these."""
    inner = Entry("archive/data/1", DATA[:4])
    yield "overlap_inside", with_one_more(entries(data=local_header(inner) + DATA[:4]), inner), "overlap"
    yield "overlap_same", with_one_more(entries(), Entry("archive/data/0", DATA)), "duplicate"


def records():
    """The pickle and the records disagree."""
    for name, data in (("short", DATA[:12]), ("long", DATA + b"\0"), ("empty", b"")):
        yield f"record_{name}", zip_file(entries(data=data)), "bytes, not 4 elements"
    yield "numel_wraps", zip_file(entries(p.state_dict(p.tensor(numel=(1 << 62) + 4)))), "bytes, not"
    yield "numel_other_type", zip_file(entries(p.state_dict(p.tensor(kind="DoubleStorage")))), "bytes, not"
    both = p.program(p.dict_of((p.text("a"), p.tensor()), (p.text("b"), p.tensor(kind="IntStorage"))))
    yield "storage_of_two_types", zip_file(entries(both)), "two types"
    counts = p.program(p.dict_of((p.text("a"), p.tensor()), (p.text("b"), p.tensor(numel=3, shape=(3,)))))
    yield "storage_of_two_sizes", zip_file(entries(counts)), "bytes, not 3 elements"
    yield "storage_elsewhere", zip_file(entries(p.state_dict(p.tensor(key="7")))), "missing"
    for name, key in (("path", "../version"), ("empty", ""), ("slash", "a/b"), ("long", "k" * 65), ("nul", "0\0")):
        yield f"storage_key_{name}", zip_file(entries(p.state_dict(p.tensor(key=key)))), "storage key"
    yield "bytes_behind_pickle", zip_file(entries(p.state_dict() + b"x")), "bytes follow the pickle"


def cases():
    for group in (end_records, zip64_records, entry_headers, names, overlaps, records):
        for row in group():
            yield Case(f"zip_{row[0]}.bin", *row[1:])
    for row in programs():
        yield Case(f"zip_pickle_{row[0]}.bin", zip_file(entries(row[1])), *row[2:])
    yield Case("tar.pth", b"\0" * 257 + b"ustar\x0000" + b"\0" * 300, "tar archive", UNSUPPORTED)
