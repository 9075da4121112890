"""Zip archives written record by record, every field of which may lie."""
import struct
import zlib
from dataclasses import dataclass, field

LOCAL, CENTRAL, END, END64, LOCATOR64 = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


@dataclass
class Entry:
    name: str
    data: bytes
    method: int = 0
    flags: int = 0
    stored: bytes = None  # instead of `data`, which the sizes and the CRC tell of
    local: dict = field(default_factory=dict)  # fields of the local header that differ
    central: dict = field(default_factory=dict)  # fields of the directory that differ
    before: bytes = b""  # bytes in front of the local header

    def fields(self, changes):
        values = dict(signature=None, name=self.name.encode("latin1"), method=self.method, flags=self.flags,
                      crc=zlib.crc32(self.data), size=len(self.data), packed=len(self.data), extra=b"", disk=0,
                      comment=b"", offset=None)
        return {**values, **changes}


def local_header(entry):
    f = entry.fields(entry.local)
    return (f["signature"] or LOCAL) + struct.pack("<HHHHHIIIHH", 20, f["flags"], f["method"], 0, 0, f["crc"],
                                                   f["packed"], f["size"], len(f["name"]), len(f["extra"])) \
        + f["name"] + f["extra"]


def central_header(entry, offset):
    f = entry.fields(entry.central)
    offset = offset if f["offset"] is None else f["offset"]
    return (f["signature"] or CENTRAL) \
        + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, f["flags"], f["method"], 0, 0, f["crc"], f["packed"], f["size"],
                      len(f["name"]), len(f["extra"]), len(f["comment"]), f["disk"], 0, 0, offset) \
        + f["name"] + f["extra"] + f["comment"]


def zip_file(files, prefix=b"", zip64=None, suffix=b"", **end):
    """`zip64`: None, or the fields of a ZIP64 end record that differ; `end`: those of the end record."""
    data, offsets = prefix, []
    for entry in files:
        data += entry.before
        offsets.append(len(data))
        data += local_header(entry) + (entry.data if entry.stored is None else entry.stored)
    start = len(data)
    for entry, offset in zip(files, offsets):
        data += central_header(entry, offset)
    size = len(data) - start
    if zip64 is not None:
        f = {**dict(signature=END64, record=44, disk=0, start_disk=0, here=len(files), entries=len(files),
                    size=size, offset=start, at=len(data), locator_disk=0, disks=1, extra=b""), **zip64}
        data += f["signature"] + struct.pack("<QHHIIQQQQ", f["record"], 45, 45, f["disk"], f["start_disk"], f["here"],
                                             f["entries"], f["size"], f["offset"]) + f["extra"]
        data += LOCATOR64 + struct.pack("<IQI", f["locator_disk"], f["at"], f["disks"])
    f = {**dict(disk=0, start_disk=0, here=len(files), entries=len(files), size=size, offset=start, comment=b"",
                comment_size=None), **end}
    comment_size = len(f["comment"]) if f["comment_size"] is None else f["comment_size"]
    data += END + struct.pack("<HHHHIIH", f["disk"], f["start_disk"], f["here"], f["entries"], f["size"], f["offset"],
                              comment_size) + f["comment"]
    return data + suffix
