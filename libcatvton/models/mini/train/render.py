"""Draws training pairs into shards: python render.py OUT FIRST COUNT

Pair i is one person in two garments, a and b. Both are of the kind of mask that b needs, so that each can be
the picture that the other garment is tried on; under one dress in three, a is something else.
"""

import argparse
from pathlib import Path

import numpy as np

import people

SHARD = 100
GARMENT_A, GARMENT_B = 2_000_000, 1_000_000  # seeds of the training garments begin here


def kind_for(rng, category):
    if category == "overall" and rng.random() < 0.35:
        return str(rng.choice(people.KINDS))
    return str(rng.choice([k for k in people.KINDS if people.CATEGORY[k] == category]))


def draw_pair(i):
    """The pair's arrays by name."""
    b = people.draw(i, GARMENT_B + i)
    kind = kind_for(np.random.default_rng([i, 77]), b["category"])
    a = people.draw(i, GARMENT_A + i, kind=kind)
    sample = {"category": b["category"], "same": a["category"] == b["category"]}
    for name, s in (("a", a), ("b", b)):
        mask = people.agnostic_mask(s["atr"], s["lip"], s["densepose"], b["category"])
        sample |= {
            f"{name}_image": s["image"],
            f"{name}_garment": s["garment"],
            f"{name}_mask": mask > 0,
            **{f"{name}_{k}": s[k] for k in ("atr", "lip", "densepose")},
        }
    return sample


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for base in range(args.first, args.first + args.count, SHARD):
        path = args.out / f"shard{base:06d}.npz"
        if path.exists():
            continue
        pairs = [draw_pair(i) for i in range(base, min(base + SHARD, args.first + args.count))]
        unfinished = path.with_suffix(".tmp.npz")
        np.savez_compressed(unfinished, **{k: np.stack([p[k] for p in pairs]) for k in pairs[0]})
        unfinished.rename(path)
        print(base, flush=True)


if __name__ == "__main__":
    main()
