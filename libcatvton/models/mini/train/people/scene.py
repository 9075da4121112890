"""What the parts of one picture share while it is painted, from back to front."""

from dataclasses import dataclass

import numpy as np

from .body import Body
from .canvas import Canvas
from .garment import Garment


@dataclass
class Scene:
    canvas: Canvas
    body: Body
    rng: np.random.Generator  # of the person's looks; the parts draw from it in the order of painting
    skin: np.ndarray  # RGB
    hair: np.ndarray  # RGB
    hair_style: str  # short, bob, long, bun or none
    upper: Garment  # worn on the torso; a dress too
    lower: Garment | None  # None under a dress
    folds: np.ndarray  # brightness of cloth at each pixel, about 1

    @property
    def upper_label(self):
        return "dress" if self.upper.kind == "dress" else "upper"

    @property
    def lower_label(self):
        return "skirt" if self.lower.kind == "skirt" else "pants"
