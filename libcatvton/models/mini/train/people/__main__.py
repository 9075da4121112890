"""python -m people OUT.png: people, their garments, and the masks, as a sheet."""

import sys

import numpy as np
from PIL import Image

from . import agnostic_mask, draw

ROWS, COLUMNS = 4, 4


def cell(i):
    sample = draw(i, 1000 + i)
    mask = agnostic_mask(sample["atr"], sample["lip"], sample["densepose"], sample["category"])[..., None] > 0
    shown = np.where(mask, sample["image"] // 3 + 85, sample["image"]).astype(np.uint8)
    return np.concatenate([sample["image"], sample["garment"], shown], 1)


if len(sys.argv) != 2:
    raise SystemExit(__doc__)
rows = [np.concatenate([cell(r * COLUMNS + c) for c in range(COLUMNS)], 1) for r in range(ROWS)]
Image.fromarray(np.concatenate(rows)).save(sys.argv[1])
