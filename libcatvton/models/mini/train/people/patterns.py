"""What is printed on a garment: how much of its second colour (0..1) shows at garment coordinates, canonical pixels."""

import numpy as np

GLYPHS = {  # 5x7 block letters, one row per number
    "A": (14, 17, 17, 31, 17, 17, 17),
    "B": (30, 17, 30, 17, 17, 17, 30),
    "E": (31, 16, 30, 16, 16, 16, 31),
    "H": (17, 17, 17, 31, 17, 17, 17),
    "K": (17, 18, 28, 24, 20, 18, 17),
    "N": (17, 25, 21, 21, 19, 17, 17),
    "P": (30, 17, 17, 30, 16, 16, 16),
    "S": (15, 16, 16, 14, 1, 1, 30),
    "T": (31, 4, 4, 4, 4, 4, 4),
    "V": (17, 17, 17, 17, 17, 10, 4),
    "X": (17, 17, 10, 4, 10, 17, 17),
    "Z": (31, 1, 2, 4, 8, 16, 31),
}
GLYPH_COLUMNS, GLYPH_ROWS = 5, 7
LOGOS = ["disc", "square", "heart", "star", "band", *GLYPHS]


def plain(garment, u, v):
    return np.zeros_like(u)


def horizontal_stripes(garment, u, v):
    return np.mod(v + garment.phase, garment.period) < garment.period * garment.duty


def vertical_stripes(garment, u, v):
    width = garment.period * garment.duty
    return np.mod(u + width * 0.5, garment.period) < width


def dots(garment, u, v):
    across, down = garment.period, garment.period * 0.86
    row = np.floor(v / down)
    x = np.mod(u + across * 0.5 * np.mod(row, 2), across) - across / 2  # every other row is shifted
    y = np.mod(v, down) - across * 0.43
    return x * x + y * y < (across * 0.27) ** 2


def checks(garment, u, v):
    p = garment.period
    return 0.5 * (np.mod(u, p) < p / 2) + 0.5 * (np.mod(v, p) < p / 2)


def logo(garment, x, y):
    """A figure or a letter around (0, 0)."""
    r = garment.logo_radius
    if garment.logo == "disc":
        return x * x + y * y < r * r * 0.8
    if garment.logo == "square":
        return np.maximum(np.abs(x), np.abs(y)) < r * 0.8
    if garment.logo == "band":
        return np.abs(y) < r * 0.55
    if garment.logo == "heart":
        x, y = x / r * 1.15, -y / r * 1.15 + 0.15
        return (x * x + y * y - 0.75) ** 3 - x * x * y**3 * 1.1 < 0
    if garment.logo == "star":
        angle, radius = np.arctan2(x, -y), np.hypot(x, y)
        from_tip = np.abs(np.mod(angle * 5 / (2 * np.pi) + 0.5, 1) - 0.5) * 2
        return radius < r * (1.05 - 0.6 * from_tip)
    return letter(GLYPHS[garment.logo], x / (1.5 * r), y / (2.0 * r))


def letter(rows, x, y):
    """Block letter that fills -0.5..0.5 in both directions."""
    bits = [[(row >> (GLYPH_COLUMNS - 1 - c)) & 1 for c in range(GLYPH_COLUMNS)] for row in rows]
    column, row = np.floor((x + 0.5) * GLYPH_COLUMNS), np.floor((y + 0.5) * GLYPH_ROWS)
    inside = (column >= 0) & (column < GLYPH_COLUMNS) & (row >= 0) & (row < GLYPH_ROWS)
    row, column = (np.clip(i, 0, n - 1).astype(int) for i, n in ((row, GLYPH_ROWS), (column, GLYPH_COLUMNS)))
    return np.array(bits, np.float32)[row, column] * inside


WEIGHTS = dict(plain=plain, hstripes=horizontal_stripes, vstripes=vertical_stripes, dots=dots, checks=checks, logo=logo)
