"""Trains the try-on UNet on encoded pairs: python train_unet.py CACHE OUT [--steps N] [--coarse N]

The first --coarse steps see latents pooled 2x2, which cost a fifth and teach the layout and the colours.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from data import Run
from networks import make_scheduler, make_unet, run_unet

BATCH, COARSE_BATCH = 8, 24
DROPPED = 0.1  # share of samples without a garment, for classifier-free guidance
OWN_PICTURE = 0.25  # share of samples whose picture already wears the garment, as in the datasets of photos
MASK_WEIGHT, KEEP_WEIGHT, GARMENT_WEIGHT = 3.0, 0.6, 0.2
PATCH, PATCH_WEIGHT = 4, 6.0  # errors that a patch's latents share are seen as a wrong colour


class Latents:
    """The encoded shards, and which (picture, garment) choices of them have a drawn truth."""

    def __init__(self, folder):
        parts = [torch.load(p, weights_only=True) for p in sorted(Path(folder).glob("shard*.pt"))]
        self.tensors = {k: torch.cat([p[k] for p in parts]) for k in parts[0]}
        self.scale = 1 / float(torch.cat([self.tensors[k].flatten() for k in ("a_image", "b_image")]).std())

    def __len__(self):
        return len(self.tensors["same"])

    def sample(self, generator=None):
        """One truth, the picture that is given (masked), the garment and the mask."""
        i = int(torch.randint(len(self), (), generator=generator))
        target, own = "ab"[int(torch.randint(2, (), generator=generator))], float(torch.rand((), generator=generator))
        if not self.tensors["same"][i]:  # a's garment is of another kind than the mask
            target = "b"
        picture = target if own < OWN_PICTURE else {"a": "b", "b": "a"}[target]
        t = self.tensors
        return [t[f"{target}_image"][i], t[f"{picture}_masked"][i], t[f"{target}_garment"][i], t[f"{picture}_mask"][i]]

    def batch(self, size):
        person, masked, garment, mask = (torch.stack(x) for x in zip(*[self.sample() for _ in range(size)]))
        return person * self.scale, masked * self.scale, garment * self.scale, mask


def loss_of(unet, batch, alphas):
    person, masked, garment, mask = batch
    size = len(mask)
    clean = torch.cat([person, garment], 2)
    noise = torch.randn_like(clean)
    t = torch.where(torch.rand(size) < 0.5, torch.randint(400, 1000, (size,)), torch.randint(0, 1000, (size,)))
    alpha = alphas[t].view(-1, 1, 1, 1)
    noisy = alpha.sqrt() * clean + (1 - alpha).sqrt() * noise
    velocity = alpha.sqrt() * noise - (1 - alpha).sqrt() * clean
    kept = (torch.rand(size, 1, 1, 1) >= DROPPED).float()
    condition = torch.cat([masked, garment * kept], 2)
    masks = torch.cat([mask, torch.zeros_like(mask)], 2)
    with torch.autocast("cpu", torch.bfloat16):
        predicted = run_unet(unet, torch.cat([noisy, masks, condition], 1), t).float()
    height = mask.shape[2]
    error = (predicted - velocity) ** 2
    shared = F.avg_pool2d((predicted - velocity)[:, :, :height] * mask, PATCH) ** 2
    region = torch.cat([KEEP_WEIGHT + (MASK_WEIGHT - KEEP_WEIGHT) * mask, torch.full_like(mask, GARMENT_WEIGHT)], 2)
    inside = float((error.detach()[:, :, :height].mean(1, True) * mask).sum() / mask.sum().clamp(1))
    return (error * region).mean() + PATCH_WEIGHT * shared.mean(), inside


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=7700)
    parser.add_argument("--coarse", type=int, default=1100)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--cosine", type=int, default=13000, help="length of the rate's cosine, if it is not --steps")
    parser.add_argument("--cooldown", type=int, default=650, help="last steps, in which the rate falls to nothing")
    parser.add_argument("--muon", action="store_true", help="for the matrices, instead of AdamW")
    args = parser.parse_args()
    torch.manual_seed(1)
    unet = make_unet()
    run = Run(args.out, "unet", unet, args)
    torch.manual_seed(run.step + 1)
    latents = Latents(args.cache)
    alphas = make_scheduler().alphas_cumprod.float()
    (Path(args.out) / "scale.json").write_text(json.dumps({"scaling_factor": latents.scale}))
    print(f"{len(latents)} pairs, scale {latents.scale:.4f}", flush=True)
    for step in run:
        coarse = step < args.coarse
        batch = latents.batch(COARSE_BATCH if coarse else BATCH)
        if coarse:
            *pooled, mask = batch
            batch = [F.avg_pool2d(x, 2) for x in pooled] + [mask[:, :, ::2, ::2]]
        loss, inside = loss_of(unet, batch, alphas)
        run.learn(loss, inside=inside)


if __name__ == "__main__":
    main()
