"""Trains the autoencoder: python train_vae.py DATA OUT [--steps N]"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F

from data import IMAGE_KEYS, Pairs, Run, pictures
from networks import make_vae

CROP, CROPS = 64, 12
FULL_EVERY = 3  # of this many steps one sees a whole picture: group statistics differ between crop and whole
LATENT_NOISE = 0.05  # of the latents' spread: neighbouring latents shall mean similar pictures


def opponent(x):
    """Brightness and two colour differences, each of about unit spread on the drawings."""
    r, g, b = x[:, 0], x[:, 1], x[:, 2]
    return torch.stack([(r + g + b) * 0.5, (r - b) * 3.0, (g - 0.5 * (r + b)) * 4.0], 1)


def edges(x):
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def draw_picture(pairs, rng):
    i, who, choice = int(rng.integers(len(pairs))), "ab"[int(rng.integers(2))], rng.random()
    if choice < 0.35:
        return pairs(f"{who}_garment", i)
    image = pairs(f"{who}_image", i)
    if choice < 0.5:  # as the masked person is given to the encoder
        image = image.copy()
        image[pairs(f"{who}_mask", i)] = 127
    return image


def draw_crop(image, rng):
    y = int(rng.integers(image.shape[0] - CROP + 1))
    x = int(
        np.clip(rng.normal((image.shape[1] - CROP) / 2, 28), 0, image.shape[1] - CROP)
    )  # figures stand in the middle
    return image[y : y + CROP, x : x + CROP]


def draw_batch(pairs, rng, whole):
    images = [draw_picture(pairs, rng) for _ in range(1 if whole else CROPS)]
    if not whole:
        images = [draw_crop(image, rng) for image in images]
    return pictures([image[:, ::-1] if rng.random() < 0.5 else image for image in images])


def losses(vae, x, hold):
    """hold: weight of keeping the first three latent channels near the mean colour of their 8x8 block; without it a
    small model spends all channels on outlines and forgets colour."""
    with torch.autocast("cpu", torch.bfloat16):
        latents = vae.encode(x).latent_dist
        mean = latents.mean.float()
        z = latents.sample() + torch.randn_like(mean) * mean.detach().std() * LATENT_NOISE
        y = vae.decode(z).sample.float()
    logvar = latents.logvar.float()
    divergence = 0.5 * (mean**2 + logvar.exp() - 1 - logvar).mean()
    colour_hold = (mean[:, :3] - opponent(F.avg_pool2d(x, 8))).abs().mean()
    mse = F.mse_loss(y, x)
    colour = (opponent(y) - opponent(x)).abs().mean()
    outline = sum((a - b).abs().mean() for a, b in zip(edges(y), edges(x)))
    loss = (y - x).abs().mean() + 4 * mse + 0.3 * colour + 0.4 * outline + 1e-4 * divergence + hold * colour_hold
    return loss, mse


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    args = parser.parse_args()
    torch.manual_seed(0)
    vae = make_vae().to(memory_format=torch.channels_last)
    run = Run(args.out, "vae", vae, args)
    pairs = Pairs(args.data, IMAGE_KEYS)
    rng = np.random.default_rng(run.step)
    for step in run:
        if step % 200 == 0:
            pairs.scan()
        whole = step % FULL_EVERY == 0
        x = draw_batch(pairs, rng, whole).contiguous(memory_format=torch.channels_last)
        loss, mse = losses(vae, x, max(0.1, 0.6 * (1 - 1.4 * step / run.steps)))
        run.learn(loss, psnr=-10 * torch.log10(mse.detach() / 4).item())


if __name__ == "__main__":
    main()
