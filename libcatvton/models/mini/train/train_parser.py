"""Trains one parser: python train_parser.py atr|lip DATA OUT [--steps N]"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F

from data import LABEL_KEYS, Pairs, Run
from schp import CLASSES, SIZE, Parser, normalized

BATCH = 8


def placement(height, width, rng):
    """The 2x3 matrix from the square input to the picture (both -1..1), jittered about the library's placement: the
    longer side fills the input."""
    longest = max(height, width)
    zoom, turn = np.exp(rng.normal(0, 0.12)), rng.normal(0, 0.05)
    shift = rng.normal(0, 0.08, 2)
    c, s = np.cos(turn) / zoom * longest, np.sin(turn) / zoom * longest
    return torch.tensor([[c / width, s / width, shift[0]], [-s / height, c / height, shift[1]]], dtype=torch.float32)


def draw_batch(pairs, kind, rng):
    images, labels, grids = [], [], []
    for _ in range(BATCH):
        i, who = int(rng.integers(len(pairs))), "ab"[int(rng.integers(2))]
        image, label = pairs(f"{who}_image", i), pairs(f"{who}_{kind}", i)
        images.append(torch.from_numpy(image).permute(2, 0, 1).float())
        labels.append(torch.from_numpy(label)[None].float())
        grids.append(placement(*label.shape, rng))
    grid = F.affine_grid(torch.stack(grids), (BATCH, 3, SIZE, SIZE), align_corners=False)
    pixels = F.grid_sample(torch.stack(images), grid, mode="bilinear", align_corners=False)
    target = F.grid_sample(torch.stack(labels), grid, mode="nearest", align_corners=False)[:, 0].long()
    gain = torch.from_numpy(rng.normal(1, 0.06, (BATCH, 3, 1, 1))).float()
    return normalized((pixels * gain).clamp(0, 255)), target


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=CLASSES)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--rate", type=float, default=4e-3)
    args = parser.parse_args()
    torch.manual_seed(2)
    net = Parser(CLASSES[args.kind]).to(memory_format=torch.channels_last)
    run = Run(args.out, args.kind, net, args, decay=0.995)
    pairs = Pairs(args.data, ("image", args.kind), limit=3000)
    rng = np.random.default_rng(run.step)
    for _ in run:
        x, target = draw_batch(pairs, args.kind, rng)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(x.contiguous(memory_format=torch.channels_last)).float()
        # half size: a quarter of the cost, and the outlines are still finer than the logits
        logits, target = (
            F.interpolate(logits, (SIZE // 2, SIZE // 2), mode="bilinear", align_corners=True),
            target[:, ::2, ::2],
        )
        run.learn(F.cross_entropy(logits, target), right=(logits.argmax(1) == target).float().mean().item())


if __name__ == "__main__":
    main()
