"""Writes checkpoint folders in the published layout, tiny and filled with formula weights."""
import json
import shutil
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

from support import formula

DATA = Path(__file__).resolve().parent.parent / "data"
OLD_VAE_KEYS = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
VERSIONS = {"mix-48k-1024": "", "vitonhd-16k-512": "vitonhd.", "dresscode-16k-512": "dresscode."}


def _state(manifest, salt="", prefix="", dtype=torch.float32):
    names = json.loads((DATA / "manifests" / manifest).read_text())
    return OrderedDict((name, torch.from_numpy(formula.values(prefix + name, shape, salt)).to(dtype))
                       for name, shape in names)


def _old_vae_key(name):
    if ".attentions." in name:
        for new, old in OLD_VAE_KEYS.items():
            name = name.replace(f".{new}.", f".{old}.")
    return name


def _save(state, folder, file_format, suffix=""):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"diffusion_pytorch_model{suffix}.{file_format}"
    if file_format == "bin":
        state._metadata = OrderedDict({"": {"version": 1}})
        torch.save(state, path)
    else:
        save_file(state, path, metadata={"format": "pt"})


def write_checkpoint(out, mask_free=False, file_format="bin", dtype=torch.float32, old_vae_keys=True, salt=""):
    """The three repositories below `out`; returns `out`."""
    variant = ".mask-free" if mask_free else ""
    base = out / ("timbrooks/instruct-pix2pix" if mask_free else "booksforcharlie/stable-diffusion-inpainting")
    vae = out / "stabilityai/sd-vae-ft-mse"
    catvton = out / ("zhengchong/CatVTON-MaskFree" if mask_free else "zhengchong/CatVTON")
    suffix = {torch.float32: "", torch.float16: ".fp16", torch.bfloat16: ".bf16"}[dtype]

    _save(_state(f"tiny.unet{variant}.json", salt, dtype=dtype), base / "unet", file_format, suffix)
    shutil.copy(DATA / f"configs/tiny/unet{variant}.json", base / "unet/config.json")
    (base / "scheduler").mkdir()
    shutil.copy(DATA / f"configs/scheduler{variant}.json", base / "scheduler/scheduler_config.json")
    vae_state = _state("tiny.vae.json", salt, dtype=dtype)
    if old_vae_keys:
        vae_state = OrderedDict((_old_vae_key(name), value) for name, value in vae_state.items())
    _save(vae_state, vae, file_format, suffix)
    shutil.copy(DATA / "configs/tiny/vae.json", vae / "config.json")
    # A decoy: CatVTON never reads the base's own VAE.
    _save(_state("tiny.vae.json", salt, "base_vae."), base / "vae", file_format)
    shutil.copy(DATA / "configs/tiny/vae.json", base / "vae/config.json")
    for version, prefix in VERSIONS.items():
        folder = catvton / version / "attention"
        folder.mkdir(parents=True)
        save_file(_state("tiny.attention.json", salt, "attention." + prefix), folder / "model.safetensors")
    return out
