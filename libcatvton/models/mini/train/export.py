"""Writes the shipped files from the training runs: python export.py RUN OUT [--scale S]

try_on.safetensors (UNet and VAE, as `catvton convert` writes them) and, for the masker, atr, lip and densepose, each
as fp16 safetensors with its config in JSON.
"""

import argparse
import json
import re
from pathlib import Path

import torch
from safetensors.torch import save_file

import densepose
import networks
import schp

RUN_DEFAULTS = {"width": 192, "height": 256, "num_inference_steps": 20}
# diffusers' config fields that shape the networks; the library takes the others' defaults
UNET_FIELDS = (
    "in_channels",
    "out_channels",
    "block_out_channels",
    "layers_per_block",
    "norm_num_groups",
    "attention_head_dim",
    "down_block_types",
    "up_block_types",
    "sample_size",
)


def average(run, name):
    state = torch.load(Path(run) / f"{name}.pt", weights_only=True)
    return state["average"], state["step"]


def half(state):
    return {k: v.half().contiguous() for k, v in state.items() if not k.endswith("num_batches_tracked")}


def export_try_on(run, out, scale):
    unet, unet_steps = average(run, "unet")
    vae, vae_steps = average(run, "decoder")  # the whole VAE, with the decoder that was trained further
    tensors = {f"unet.{k}": v for k, v in unet.items() if ".attn2." not in k} | {f"vae.{k}": v for k, v in vae.items()}
    configs = {
        "unet": {k: networks.UNET[k] for k in UNET_FIELDS},
        "vae": networks.VAE | {"scaling_factor": scale},
        "scheduler": networks.SCHEDULER,
    }
    metadata = {f"catvton.{k}.config": json.dumps(v) for k, v in configs.items()}
    metadata |= {"catvton.format": "1", "catvton.run_defaults": json.dumps(RUN_DEFAULTS), "format": "pt"}
    save_file(half(tensors), out / "try_on.safetensors", metadata)
    return {"unet": unet_steps, "vae": vae_steps}


def detectron2_name(name):
    name = re.sub(r"\.bn(\d)\.", r".conv\1.norm.", name)
    return (
        name.replace("downsample.0.", "shortcut.")
        .replace("downsample.1.", "shortcut.norm.")
        .replace("stem.norm.", "stem.conv1.norm.")
    )


def export_masker(run, out):
    steps = {}
    for name, config in (("atr", schp.CONFIG), ("lip", schp.CONFIG), ("densepose", densepose.CONFIG)):
        state, steps[name] = average(run, name)
        if name == "densepose":
            state = {detectron2_name(k): v for k, v in state.items()}
        save_file(half(state), out / f"{name}.safetensors", {"format": "pt"})
        (out / f"{name}.json").write_text(json.dumps(config, indent=2) + "\n")
    return steps


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    scale = json.loads((args.run / "scale.json").read_text())["scaling_factor"]
    steps = export_try_on(args.run, args.out, scale) | export_masker(args.run, args.out)
    size = sum(p.stat().st_size for p in args.out.glob("*.safetensors"))
    print(json.dumps({"steps": steps, "bytes": size}))


if __name__ == "__main__":
    main()
