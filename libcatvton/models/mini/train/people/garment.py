"""What a garment is: its kind, cut and pattern."""

import numpy as np

from .labels import CATEGORY, KINDS, PATTERNS
from .palette import CLOTHES, GLYPHS, LOWERS
from .randomness import rng_of


class Garment:
    def __init__(self, seed, kind=None, stream=11):
        r = rng_of(seed, stream)
        pick = r.random()
        if kind is None:
            edges = np.cumsum([0.22, 0.17, 0.13, 0.13, 0.10, 0.07, 0.18])
            kind = KINDS[int(min(np.searchsorted(edges, pick), 6))]
        self.kind, self.category = kind, CATEGORY[kind]
        lower = self.category == "lower"
        palette = LOWERS + CLOTHES[::2] if lower else CLOTHES
        i = int(r.integers(len(palette)))
        self.c1 = np.clip(np.array(palette[i], float) + r.uniform(-14, 14, 3), 12, 250)
        for _ in range(20):  # a clearly different second colour
            c2 = np.clip(np.array(CLOTHES[int(r.integers(len(CLOTHES)))], float) + r.uniform(-10, 10, 3), 12, 250)
            if np.abs(c2 - self.c1).sum() > 190:
                break
        self.c2 = c2
        w = [0.62, 0.08, 0.10, 0.08, 0.12, 0.0] if lower else [0.30, 0.17, 0.12, 0.13, 0.10, 0.18]
        self.pattern = PATTERNS[int(r.choice(6, p=w))]
        self.period = float(r.uniform(14, 24))
        self.duty = float(r.uniform(0.35, 0.6))
        self.phase = float(r.uniform(0, self.period))
        self.logo = str(r.choice(["disc", "square", "heart", "star", "band"] + list(GLYPHS)))
        self.logo_r = float(r.uniform(12, 16.5))
        self.neck = str(r.choice(["round", "v", "scoop"]))
        self.trim = bool(r.random() < 0.35)
        self.sleeve = dict(tshirt=float(r.uniform(0.45, 0.8)), longsleeve=1.0, tank=0.0).get(kind, 0.0)
        if kind == "dress":
            self.sleeve = float(r.choice([0.0, 0.55, 1.0], p=[0.5, 0.35, 0.15]))
        self.length = float(r.uniform(0, 1))
        self.flare = float(r.uniform(0, 1))
        self.loose = float(r.uniform(0.8, 2.6))

    def texture(self, u, v, chest=False):
        """Colour at garment coordinates: u across (0 at the centre line), v down from the shoulder or the waist."""
        c1, c2, p = self.c1, self.c2, self.period
        if self.pattern == "plain":
            a = np.zeros_like(u)
        elif self.pattern == "hstripes":
            a = (np.mod(v + self.phase, p) < p * self.duty).astype(np.float32)
        elif self.pattern == "vstripes":
            a = (np.mod(u + p * self.duty * 0.5, p) < p * self.duty).astype(np.float32)
        elif self.pattern == "dots":
            row = np.floor(v / (p * 0.86))
            uu = np.mod(u + p * 0.5 * np.mod(row, 2), p) - p / 2
            vv = np.mod(v, p * 0.86) - p * 0.43
            a = (uu * uu + vv * vv < (p * 0.27) ** 2).astype(np.float32)
        elif self.pattern == "checks":
            a = 0.5 * (np.mod(u, p) < p / 2) + 0.5 * (np.mod(v, p) < p / 2)
        else:
            a = self.emblem(u, v - 24) if chest else np.zeros_like(u)
        a = np.asarray(a, np.float32)[..., None]
        return (c1 * (1 - a) + c2 * a).astype(np.float32)

    def emblem(self, x, y):
        r = self.logo_r
        if self.logo == "disc":
            return x * x + y * y < r * r * 0.8
        if self.logo == "square":
            return np.maximum(np.abs(x), np.abs(y)) < r * 0.8
        if self.logo == "band":
            return np.abs(y) < r * 0.55
        if self.logo == "heart":
            X, Y = x / r * 1.15, -y / r * 1.15 + 0.15
            return (X * X + Y * Y - 0.75) ** 3 - X * X * Y**3 * 1.1 < 0
        if self.logo == "star":
            th, rad = np.arctan2(x, -y), np.hypot(x, y)
            f = np.abs(np.mod(th * 5 / (2 * np.pi) + 0.5, 1) - 0.5) * 2
            return rad < r * (1.05 - 0.6 * f)
        g = np.array([[(row >> (4 - c)) & 1 for c in range(5)] for row in GLYPHS[self.logo]], np.float32)
        cx, cy = np.floor((x / (1.5 * r) + 0.5) * 5), np.floor((y / (2.0 * r) + 0.5) * 7)
        ok = (cx >= 0) & (cx < 5) & (cy >= 0) & (cy < 7)
        return g[np.clip(cy, 0, 6).astype(int), np.clip(cx, 0, 4).astype(int)] * ok
