"""What a garment is: its kind, cut and pattern."""

import numpy as np

from .labels import CATEGORY, KINDS, PATTERNS
from .palette import CLOTHES, LOWERS, variant_of
from .patterns import LOGOS, WEIGHTS
from .randomness import rng_of

KIND_CHANCES = [0.22, 0.17, 0.13, 0.13, 0.10, 0.07, 0.18]
LOWER_PATTERN_CHANCES = [0.62, 0.08, 0.10, 0.08, 0.12, 0.0]
PATTERN_CHANCES = [0.30, 0.17, 0.12, 0.13, 0.10, 0.18]
COLOUR_RANGE = (12, 250)  # leaves room for light and shadow
CHEST = 24  # centre of a logo, below the shoulders
LONG_SLEEVE = 0.9  # from this length on, a sleeve reaches the wrist


class Garment:
    """A pure function of seed, kind and stream.

    c1, c2: its main and its second colour, RGB; pattern: one of PATTERNS
    period, phase: of stripes, dots and checks, canonical pixels; duty: a stripe's share of the period
    logo, logo_radius: what is printed on the chest, and how large, canonical pixels
    neck: round, v or scoop; trim: a border in the second colour round it
    sleeve: 0 for none, the share of the upper arm below LONG_SLEEVE, else down to the wrist
    length, flare: 0..1, within what the kind allows; loose: width beyond the body, canonical pixels
    """

    def __init__(self, seed, kind=None, stream=11):
        rng = rng_of(seed, stream)
        any_kind = KINDS[int(min(np.searchsorted(np.cumsum(KIND_CHANCES), rng.random()), len(KINDS) - 1))]
        self.kind = any_kind if kind is None else kind
        self.category = CATEGORY[self.kind]
        lower = self.category == "lower"
        self.c1 = variant_of(rng, LOWERS + CLOTHES[::2] if lower else CLOTHES, 14, *COLOUR_RANGE)
        self.c2 = contrast_to(self.c1, rng)
        self.pattern = PATTERNS[int(rng.choice(len(PATTERNS), p=LOWER_PATTERN_CHANCES if lower else PATTERN_CHANCES))]
        self.period = float(rng.uniform(14, 24))
        self.duty = float(rng.uniform(0.35, 0.6))
        self.phase = float(rng.uniform(0, self.period))
        self.logo = str(rng.choice(LOGOS))
        self.logo_radius = float(rng.uniform(12, 16.5))
        self.neck = str(rng.choice(["round", "v", "scoop"]))
        self.trim = bool(rng.random() < 0.35)
        self.sleeve = sleeve_length(self.kind, rng)
        self.length = float(rng.uniform(0, 1))
        self.flare = float(rng.uniform(0, 1))
        self.loose = float(rng.uniform(0.8, 2.6))

    @property
    def has_long_sleeves(self):
        return self.sleeve >= LONG_SLEEVE

    def texture(self, u, v, chest=False):
        """RGB at garment coordinates: u across (0 at the centre line), v down from the shoulder or the waist.

        Only what covers the chest carries a logo.
        """
        if self.pattern != "logo":
            weight = WEIGHTS[self.pattern](self, u, v)
        else:
            weight = WEIGHTS["logo" if chest else "plain"](self, u, v - CHEST)
        weight = np.asarray(weight, np.float32)[..., None]
        return (self.c1 * (1 - weight) + self.c2 * weight).astype(np.float32)


def contrast_to(colour, rng):
    """A clearly different colour, or the last one tried."""
    for _ in range(20):
        other = variant_of(rng, CLOTHES, 10, *COLOUR_RANGE)
        if np.abs(other - colour).sum() > 190:
            break
    return other


def sleeve_length(kind, rng):
    short = float(rng.uniform(0.45, 0.8))  # drawn for every kind, so that what follows does not depend on the kind
    if kind == "dress":
        return float(rng.choice([0.0, 0.55, 1.0], p=[0.5, 0.35, 0.15]))
    return dict(tshirt=short, longsleeve=1.0).get(kind, 0.0)
