"""The cloth-agnostic mask of drawn label maps, by the rule that AutoMasker::assemble follows.

Only the hull's outline may differ from the library's, by a pixel: Pillow fills it here.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

ATR_KEPT, LIP_KEPT = (1, 2, 3, 9, 10, 16, 17), (1, 2, 3, 4, 8, 11, 18, 19)  # hair, shoes, accessories
# by mask: ATR kept, LIP kept, ATR clothes masked, LIP clothes masked, DensePose parts masked
RULES = {
    "upper": ((5, 6, 12, 13), (9, 12, 16, 17), (4, 7), (5, 6, 7, 10), (1, 2, *range(15, 23))),
    "lower": ((4, 11, 14, 15), (5, 7, 13, 14, 15), (5, 6, 7), (6, 9, 10, 12), tuple(range(7, 15))),
    "overall": ((), (), (4, 5, 6, 7), (5, 6, 7, 9, 10, 12), (1, 2, *range(7, 23))),
}
BLUR_THRESHOLD = 25


def odd(n):
    return n + 1 - n % 2


def dilate(m, side):
    if side < 3:
        return m
    return np.asarray(Image.fromarray(m.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(side))) > 127


def components(m):
    """The 8-connected components of a boolean map, each as the array of its runs' end points (x, y)."""
    parent, ends, above = [], [], []

    def find(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for y in np.nonzero(m.any(1))[0]:
        step = np.diff(np.concatenate([[0], m[y].astype(np.int8), [0]]))
        runs = []
        for a, b in zip(np.nonzero(step == 1)[0], np.nonzero(step == -1)[0] - 1):
            i = len(parent)
            parent.append(i)
            ends.append(((int(a), int(y)), (int(b), int(y))))
            for c, d, k in above:
                if ends[k][0][1] == y - 1 and c <= b + 1 and d >= a - 1:
                    parent[find(k)] = find(i)
            runs.append((int(a), int(b), i))
        above = runs
    groups = {}
    for i, pair in enumerate(ends):
        groups.setdefault(find(i), []).extend(pair)
    return [np.array(points) for points in groups.values()]


def convex_hull(points):
    points = sorted(set(map(tuple, points.tolist())))

    def half(sequence):
        out = []
        for p in sequence:
            while (
                len(out) > 1
                and ((out[-1][0] - out[-2][0]) * (p[1] - out[-2][1]) - (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0]))
                <= 0
            ):
                out.pop()
            out.append(p)
        return out

    return points if len(points) < 3 else half(points)[:-1] + half(points[::-1])[:-1]


def fill_hulls(m):
    image = Image.new("L", (m.shape[1], m.shape[0]), 0)
    pen = ImageDraw.Draw(image)
    for points in components(m):
        hull = convex_hull(points)
        if len(hull) > 2:
            pen.polygon(hull, fill=255, outline=255)
        else:
            pen.line(hull * 2, fill=255)
    return np.asarray(image) > 127


def blur(m, side):
    sigma = 0.3 * ((side - 1) * 0.5 - 1) + 0.8
    x = np.arange(side) - side // 2
    kernel = np.exp(-0.5 * (x / sigma) ** 2)
    kernel /= kernel.sum()
    out = m * 255.0
    for axis in (0, 1):
        padded = np.pad(out, [(side // 2,) * 2 if k == axis else (0, 0) for k in (0, 1)], mode="reflect")
        n = out.shape[axis]
        out = sum(w * np.take(padded, range(i, i + n), axis) for i, w in enumerate(kernel))
    return out


def agnostic_mask(atr, lip, densepose, kind):
    """uint8 HxW, 0 or 255; kind: upper, lower or overall."""
    atr_kept, lip_kept, atr_cloth, lip_cloth, parts = RULES[kind]
    height, width = atr.shape
    side = odd(max(width, height) // 250)
    hands = dilate(np.isin(densepose, (3, 4, 5, 6)), side)
    strong = (hands & (np.isin(atr, (12, 13, 14, 15)) | np.isin(lip, (14, 15, 16, 17)))) | (lip == 13)
    weak = np.isin(atr, ATR_KEPT + atr_kept) | np.isin(lip, LIP_KEPT + lip_kept) | strong
    quarter = dilate(dilate(np.isin(densepose, parts)[::4, ::4], side), side)
    body = np.repeat(np.repeat(quarter, 4, 0), 4, 1)[:height, :width]
    area = (~weak & ((atr > 0) | (lip > 0))) | body
    grown = np.round(blur(fill_hulls(area) & ~weak, odd(max(width, height) // 25))) >= BLUR_THRESHOLD
    cloth = np.isin(atr, atr_cloth) | np.isin(lip, lip_cloth)
    return dilate((grown | cloth) & ~strong, side).astype(np.uint8) * 255
