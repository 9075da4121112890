"""Writes the small safetensors files of this folder with the format's own library.

Run it here: python make_safetensors_seeds.py
"""
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

HERE = Path(__file__).resolve().parent
KINDS = {"BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16, "U16": torch.uint16,
         "I32": torch.int32, "U32": torch.uint32, "I64": torch.int64, "U64": torch.uint64, "F16": torch.float16,
         "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64}


def main():
    types = {name: torch.tensor([[0, 1, 1]]).to(kind) for name, kind in KINDS.items()}
    types["scalar"] = torch.tensor(7.0)
    types["empty"] = torch.zeros(0, 4)
    save_file(types, HERE / "types.safetensors", metadata={"format": "pt", "note": "caf\u00e9"})
    save_file({"eight": torch.zeros(2).to(torch.float8_e4m3fn)}, HERE / "float8.safetensors")
    shards = {"sharded-00001-of-00002.safetensors": {"first": torch.arange(4.0), "second": torch.arange(2.0)},
              "sharded-00002-of-00002.safetensors": {"third": torch.arange(3.0)}}
    for shard, tensors in shards.items():
        save_file(tensors, HERE / shard, metadata={"format": "pt"})
    index = {"metadata": {"total_size": 36}, "weight_map": {name: shard for shard in shards for name in shards[shard]}}
    (HERE / "sharded.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")


if __name__ == "__main__":
    main()
