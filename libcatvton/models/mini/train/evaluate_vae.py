"""Measures the shipped autoencoder on drawings that were never trained on: python evaluate_vae.py TRY_ON_FILE

Prints the mean ratio of signal to noise (PSNR, dB) of the reconstruction, for people and for garments.
"""

import argparse
import json
import statistics

import numpy as np
import torch
from diffusers import AutoencoderKL
from safetensors import safe_open

import people
from data import pictures
from evaluate import draw_case
from measures import psnr


def load_vae(path):
    with safe_open(path, "pt") as file:
        config = json.loads(file.metadata()["catvton.vae.config"])
        state = {k[len("vae.") :]: file.get_tensor(k).float() for k in file.keys() if k.startswith("vae.")}
    vae = AutoencoderKL(**config)
    vae.load_state_dict(state)
    return vae.eval()


@torch.no_grad()
def reconstructed(vae, image):
    y = vae.decode(vae.encode(pictures([image])).latent_dist.mean).sample[0]
    return ((y.clamp(-1, 1).permute(1, 2, 0) + 1) * 127.5).round().numpy().astype(np.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--count", type=int, default=50)
    args = parser.parse_args()
    vae = load_vae(args.file)
    ratios = {"image": [], "garment": []}
    for i in range(args.count):
        _, truth = draw_case(i)
        for key, values in ratios.items():
            values.append(psnr(reconstructed(vae, truth[key]), truth[key]))
    print(json.dumps({f"psnr_{k}": round(statistics.mean(v), 2) for k, v in ratios.items()}))


if __name__ == "__main__":
    main()
