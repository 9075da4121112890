"""Procedural front-facing people and garments, for training and testing a small try-on model.

Everything is a pure function of integer seeds:

    sample = draw(person_seed, garment_seed)          # the person wearing the garment
    sample["image"], sample["garment"]                # uint8 HxWx3: person, garment laid out on white
    sample["atr"], sample["lip"], sample["densepose"] # uint8 HxW label maps
    agnostic_mask(atr, lip, densepose, "upper")       # uint8 HxW, 0 or 255; also "lower", "overall"

Two draws of one person with garments of one category differ by the garment only, so that the truth of a try-on is
known. `python -m people OUT.png` draws a sheet.
"""

from .figure import draw
from .flat_lay import flat_lay
from .garment import Garment
from .labels import ATR, CATEGORY, HEIGHT, KINDS, LIP, PATTERNS, WIDTH
from .masks import agnostic_mask

__all__ = [
    "ATR",
    "CATEGORY",
    "Garment",
    "HEIGHT",
    "KINDS",
    "LIP",
    "PATTERNS",
    "WIDTH",
    "agnostic_mask",
    "draw",
    "flat_lay",
]
