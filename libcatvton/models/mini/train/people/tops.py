"""What covers the torso: tops and dresses, and their sleeves."""

from typing import NamedTuple

import numpy as np

from .canvas import CLOTH_SHADE
from .geometry import disc, lerp, limb, poly
from .labels import SIDES
from .lowers import flared

NECK_DEPTHS = dict(round=8.5, v=17.0, scoop=14.0)


class Neckline(NamedTuple):
    """Canonical pixels."""

    y: float  # height where it starts
    half_width: float
    depth: float
    cut: list  # the shape that is left out of the cloth, armholes included


def hem_y(body, garment):
    """Height of the lower end, canonical pixels."""
    if garment.kind == "dress":
        return body.crotch_y + 14 + 44 * garment.length
    return body.hip_y - 9 + 14 * garment.length


def wear_torso(canvas, body, garment, label, folds=None, laid_out=False):
    """A top or a dress without its sleeves. laid_out: not worn, so that the inside of the back shows at the neck."""
    width, height = body.half_shoulders / 30.0, body.size / 0.99  # the pattern grows with the wearer
    cx, top = body.cx, body.shoulder_y

    def texture(x, y):
        return garment.texture((x - cx) / width, (y - top) / height, chest=True)

    neck = neckline(body, garment)
    if laid_out and garment.sleeve:
        paint_back(canvas, body, garment, neck, label)
    cloth = dict(label=label, folds=folds, shade=CLOTH_SHADE)
    canvas.paint(torso(body, garment), texture, minus=neck.cut, soft=4.0, **cloth)
    if garment.trim:
        paint_trim(canvas, body, garment, neck, label)


def torso(body, garment):
    """The shape of a top or a dress before the neck is cut."""
    if garment.kind != "dress":
        return body.torso(grow=garment.loose, bottom=hem_y(body, garment), flare=1.0)
    half_hem = body.half_hips + 4 + (3 + 13 * garment.flare) * (0.5 + 0.5 * garment.length)
    skirt = flared(body, body.waist_y, garment.loose, hem_y(body, garment), half_hem, (1.8, 2.4))
    return body.torso(grow=garment.loose * 0.6, bottom=body.waist_y + 9) + [skirt]


def neckline(body, garment):
    cx, y = body.cx, body.shoulder_y - 6
    depth, half = NECK_DEPTHS[garment.neck], body.half_neck + 2.6
    if not garment.sleeve:
        depth, half = depth + 3, body.half_neck + 5.5
    if garment.neck == "v":
        corners = [(cx - half, y - 3), (cx + half, y - 3), (cx + half * 0.92, y + 2)]
        cut = [poly(*corners, (cx, y + depth), (cx - half * 0.92, y + 2))]
    else:
        above = poly((cx - half, y - 4), (cx + half, y - 4), (cx + half, y), (cx - half, y))
        cut = [disc((cx, y), half, depth), above]
    if not garment.sleeve:
        armholes = [(cx + side * (body.half_shoulders + 1.5), body.shoulder_y + 7) for side in SIDES]
        cut += [disc(armhole, 10.5, 14.5) for armhole in armholes]
    return Neckline(y, half, depth, cut)


def paint_back(canvas, body, garment, neck, label):
    """The inside of the back, in the shade behind the neckline."""
    cx, y, half = body.cx, neck.y, neck.half_width
    above = poly(
        (cx - 40, y - 40),
        (cx + 40, y - 40),
        (cx + 40, y),
        (cx + half, y),
        (cx, y + 3.5),
        (cx - half, y),
        (cx - 40, y),
    )
    inside = [disc((cx, y), half + 0.8, neck.depth + 0.8)]
    canvas.paint(inside, garment.c1 * 0.62 + 10, minus=[above], label=label, shade=0.05, rim=0)


def paint_trim(canvas, body, garment, neck, label):
    """A border in the second colour round the neck."""
    cx, y, half, depth = body.cx, neck.y, neck.half_width, neck.depth
    if garment.neck == "v":
        ring = poly(
            (cx - half - 1.4, y + 1),
            (cx - half + 1, y + 1),
            (cx, y + depth - 1),
            (cx + half - 1, y + 1),
            (cx + half + 1.4, y + 1),
            (cx, y + depth + 2.4),
        )
    else:
        ring = disc((cx, y), half + 1.6, depth + 1.6)
    above = poly((cx - 40, y - 30), (cx + 40, y - 30), (cx + 40, y + 0.5), (cx - 40, y + 0.5))
    canvas.paint_flat([ring], garment.c2, minus=neck.cut + [above], label=label)


def wear_sleeve(canvas, body, garment, i, label, folds=None):
    """The sleeve on arm i of the body, if there are any."""
    if not garment.sleeve:
        return
    shoulder, elbow, wrist = body.shoulders[i], body.elbows[i], body.wrists[i]
    at_shoulder, at_elbow, at_wrist = body.arm_radii
    at_shoulder, at_elbow = at_shoulder + 0.9, at_elbow + garment.loose * 0.7 + 0.8
    at_wrist = at_wrist + garment.loose * 0.6 + 0.6
    down = (elbow - shoulder) / np.hypot(*(elbow - shoulder))

    def texture(x, y):
        dx, dy = x - shoulder[0], y - shoulder[1]
        return garment.texture(SIDES[i] * 27 + (dx * down[1] - dy * down[0]), 6 + dx * down[0] + dy * down[1])

    if garment.has_long_sleeves:
        shape = limb(shoulder, at_shoulder, elbow, at_elbow)
        shape += limb(elbow, at_elbow, lerp(elbow, wrist, 0.94), at_wrist, round_end=False)
    else:
        end, radius = lerp(shoulder, elbow, garment.sleeve), at_shoulder + 0.6 + garment.loose * 0.3
        shape = limb(shoulder, at_shoulder, end, radius, round_end=False)
    canvas.paint(shape, texture, soft=2.5, label=label, folds=folds, shade=CLOTH_SHADE)
