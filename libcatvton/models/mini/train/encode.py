"""Encodes rendered shards for the UNet's training: python encode.py DATA RUN CACHE

Of each pair: the latents of both pictures, of both pictures with their masks cut out, of both garments, and the
masks at the latents' size. Shards that are there already are kept, so that it may run again as rendering goes on.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from data import load_average, pictures
from networks import make_vae

BATCH = 10


@torch.no_grad()
def encode(vae, arrays):
    batches = [
        pictures(arrays[i : i + BATCH]).contiguous(memory_format=torch.channels_last)
        for i in range(0, len(arrays), BATCH)
    ]
    with torch.autocast("cpu", torch.bfloat16):
        return torch.cat([vae.encode(x).latent_dist.mean for x in batches]).float().contiguous()


def encode_shard(vae, shard):
    out = {"same": torch.from_numpy(shard["same"])}
    for who in "ab":
        image, mask = shard[f"{who}_image"], shard[f"{who}_mask"]
        masked = image.copy()
        masked[mask] = 127
        out |= {
            f"{who}_image": encode(vae, image),
            f"{who}_masked": encode(vae, masked),
            f"{who}_garment": encode(vae, shard[f"{who}_garment"]),
            f"{who}_mask": torch.from_numpy(mask[:, None, ::8, ::8].astype(np.float32)),
        }
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("run")
    parser.add_argument("cache", type=Path)
    args = parser.parse_args()
    vae = load_average(make_vae(), args.run, "vae").to(memory_format=torch.channels_last)
    args.cache.mkdir(parents=True, exist_ok=True)
    for path in sorted(args.data.glob("shard??????.npz")):
        out = args.cache / (path.stem + ".pt")
        if not out.exists():
            torch.save(encode_shard(vae, np.load(path)), out.with_suffix(".tmp"))
            out.with_suffix(".tmp").rename(out)
            print(out.name, flush=True)


if __name__ == "__main__":
    main()
