"""Trains the autoencoder's decoder further: python train_decoder.py DATA OUT [--steps N]

The encoder stays as train_vae.py left it, so that latents and the UNet trained on them remain valid. The loss is in
CIELAB, where the colour of the result is judged.
"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F

from data import IMAGE_KEYS, Pairs, Run, load_average
from measures import SRGB_TO_XYZ, WHITE_D65
from networks import make_vae
from train_vae import FULL_EVERY, draw_batch, edges

LATENT_NOISE = 0.12  # most of it, in the latents' spread: the UNet's latents are not exact either
LAB_WEIGHT = 0.03


def lab(x):
    """CIELAB (D65) of sRGB pictures in -1..1, differentiable at black too."""
    c = ((x.clamp(-1, 1) + 1) / 2).clamp_min(1e-4)
    c = torch.where(c > 0.04045, ((c + 0.055) / 1.055) ** 2.4, c / 12.92)
    f = torch.einsum("nchw,cd->ndhw", c, torch.from_numpy(SRGB_TO_XYZ / WHITE_D65).float())
    f = torch.where(f > 0.008856, f.clamp_min(1e-4) ** (1 / 3), 7.787 * f + 16 / 116)
    return torch.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


def losses(vae, x):
    with torch.autocast("cpu", torch.bfloat16):
        with torch.no_grad():
            mean = vae.encode(x).latent_dist.mean.float()
        level = LATENT_NOISE * torch.rand(len(x), 1, 1, 1)
        y = vae.decode(mean + torch.randn_like(mean) * mean.std() * level).sample.float()
    mse = F.mse_loss(y, x)
    colour = (lab(y) - lab(x)).abs().mean()
    outline = sum((a - b).abs().mean() for a, b in zip(edges(y), edges(x)))
    beyond = (y.abs() - 1).clamp_min(0).mean()  # where clamping hides the gradient
    return (y - x).abs().mean() + 2 * mse + LAB_WEIGHT * colour + 0.3 * outline + beyond, mse, colour


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=1e-3)
    args = parser.parse_args()
    torch.manual_seed(3)
    vae = load_average(make_vae(), args.out, "vae").train().to(memory_format=torch.channels_last)
    vae.decoder.requires_grad_(True)
    vae.post_quant_conv.requires_grad_(True)
    run = Run(args.out, "decoder", vae, args)
    pairs = Pairs(args.data, IMAGE_KEYS)
    rng = np.random.default_rng(run.step)
    for step in run:
        x = draw_batch(pairs, rng, whole=step % FULL_EVERY == 0).contiguous(memory_format=torch.channels_last)
        loss, mse, colour = losses(vae, x)
        run.learn(loss, psnr=-10 * torch.log10(mse.detach() / 4).item(), lab=colour.item())


if __name__ == "__main__":
    main()
