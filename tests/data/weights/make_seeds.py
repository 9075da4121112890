"""Writes the small weight files of this folder with the real torch and numpy.

Every tensor's content is a formula (see `ramp`), so that the tests know it without a second file.
Run it here: python make_seeds.py
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent


def ramp(*shape, dtype=torch.float32, start=0):
    """start, start + 1, ... in row-major order: exact in every dtype used here."""
    count = int(np.prod(shape, dtype=np.int64))
    return torch.arange(start, start + count).reshape(shape).to(dtype)


def plain_state():
    state = OrderedDict()
    state["conv.weight"] = ramp(2, 3, 2, 2)
    state["conv.bias"] = ramp(2, start=100)
    state["half"] = ramp(5, dtype=torch.float16)
    state["brain"] = ramp(5, dtype=torch.bfloat16)
    state["steps"] = ramp(3, dtype=torch.int64, start=-1)
    state["scalar"] = torch.tensor(7.0)
    state["empty"] = torch.zeros(0, 4)
    state._metadata = OrderedDict([("", {"version": 1}), ("conv", {"version": 2})])
    return state


def all_types_state():
    kinds = dict(f64=torch.float64, i32=torch.int32, i16=torch.int16, i8=torch.int8, u8=torch.uint8,
                 boolean=torch.bool)
    return OrderedDict((name, ramp(2, dtype=kind)) for name, kind in kinds.items())


def shared_state():
    whole = ramp(4, 6)
    return OrderedDict([
        ("whole", whole), ("again", whole), ("rows", whole[1:3]), ("transposed", whole.t()),
        ("column", whole[:, 2]), ("permuted", ramp(2, 3, 4).permute(2, 0, 1)),
        ("expanded", ramp(3).unsqueeze(0).expand(2, 3)),
        ("channels_last", ramp(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)),
    ])


def arrays(fortran=False):
    model = {
        "backbone.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
        "half": np.arange(5, dtype=np.float16),
        "steps": np.arange(-1, 2, dtype=np.int64),
        "bytes": np.arange(126, 134, dtype=np.uint8),
        "scalar": np.array(7.0, dtype=np.float64),
        "lr_momentum": np.zeros(2, dtype=np.float32),
    }
    if fortran:
        model["fortran"] = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    return model


def with_old_names(data):
    """The same zip with the folder that torch used at first, and without its later records."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
        for entry in source.infolist():
            name = entry.filename.split("/", 1)[1]
            if name == "data.pkl" or name == "version" or name.startswith("data/"):
                out.writestr(zipfile.ZipInfo("archive/" + name), source.read(entry))
    return target.getvalue()


class Python2Text(pickle._Pickler):
    """Texts as Python 2 wrote them: SHORT_BINSTRING and BINSTRING, bytes included."""
    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, value):
        raw = value.encode("latin1") if isinstance(value, str) else value
        self.write(b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else
                   b"T" + len(raw).to_bytes(4, "little") + raw)
        self.memoize(value)

    dispatch[str] = save_text
    dispatch[bytes] = save_text


def torch_bytes(value, **options):
    target = io.BytesIO()
    torch.save(value, target, **options)
    return target.getvalue()


def main():
    files = {}
    files["zip_new.bin"] = torch_bytes(plain_state())
    files["zip_old_names.bin"] = with_old_names(files["zip_new.bin"])
    files["zip_types.pth"] = torch_bytes(all_types_state())
    files["zip_views.pth"] = torch_bytes(shared_state())
    files["zip_protocol4.pth"] = torch_bytes({"model": plain_state()}, pickle_protocol=4)
    checkpoint = {"epoch": 3, "lr": 0.5, "big": 1 << 40, "name": "caf\u00e9", "flags": [True, None],
                  "dtype": torch.float16, "device": torch.device("cpu"), "size": torch.Size([2, 3]),
                  "state_dict": {k: torch.nn.Parameter(v) for k, v in plain_state().items()
                                 if v.is_floating_point()}}
    files["zip_checkpoint.pth"] = torch_bytes(checkpoint)
    old = dict(_use_new_zipfile_serialization=False)
    files["legacy.pth"] = torch_bytes(plain_state(), **old)
    files["legacy_views.pth"] = torch_bytes({"state_dict": shared_state()}, **old)
    files["legacy_protocol4.pth"] = torch_bytes(plain_state(), pickle_protocol=4, **old)
    for protocol in range(2, 6):
        top = {"model": arrays(fortran=True), "__author__": "Model Zoo", "matching_heuristics": True}
        files[f"d2_protocol{protocol}.pkl"] = pickle.dumps(top, protocol=protocol)
    text = io.BytesIO()
    Python2Text(text, protocol=2).dump({"model": arrays()})
    files["d2_python2.pkl"] = text.getvalue().replace(b"cnumpy._core.", b"cnumpy.core.")
    files["d2_flat.pkl"] = pickle.dumps(arrays(), protocol=3)
    files["d2_blobs.pkl"] = pickle.dumps({"blobs": arrays(), "cfg": "TEST: 1"}, protocol=2)
    for name, data in files.items():
        assert len(data) < 8192, (name, len(data))
        (HERE / name).write_bytes(data)
        print(f"{len(data):>6}  {name}")


if __name__ == "__main__":
    main()
