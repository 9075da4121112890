"""Outlines as lists of filled primitives, in canonical pixels (a canvas of 192x256).

A primitive is ("poly", points) or ("disc", (cx, cy, rx, ry)); a shape is a list of them and means their union.
"""

import numpy as np


def spline(points, steps=6):
    """Closed Catmull-Rom curve through the points, with so many points for each of them."""
    p = np.asarray(points, float)
    a, b, c, d = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    curve = []
    for i in range(steps):
        t = i / steps
        curve.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3))
    return np.stack(curve, 1).reshape(-1, 2)


def poly(*points):
    return ("poly", np.asarray(points, float))


def blob(*points):
    """A polygon with rounded corners."""
    return ("poly", spline(points))


def disc(centre, rx, ry=None):
    """A disc, or an ellipse when ry is given."""
    return ("disc", (float(centre[0]), float(centre[1]), float(rx), float(rx if ry is None else ry)))


def limb(start, start_radius, end, end_radius, round_start=True, round_end=True):
    """The shape of a tapered capsule; an end that is not round is cut square."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = end - start
    along /= max(np.hypot(*along), 1e-6)
    across = np.array([-along[1], along[0]])
    shape = [
        poly(
            start + across * start_radius,
            end + across * end_radius,
            end - across * end_radius,
            start - across * start_radius,
        )
    ]
    if round_start:
        shape.append(disc(start, start_radius))
    if round_end:
        shape.append(disc(end, end_radius))
    return shape


def lerp(a, b, t):
    """The point from a (t = 0) to b (t = 1)."""
    return np.asarray(a, float) * (1 - t) + np.asarray(b, float) * t


def box(primitive):
    """Its corners: (x, y) of the smallest and of the greatest coordinates."""
    kind, data = primitive
    if kind == "poly":
        return data.min(0), data.max(0)
    cx, cy, rx, ry = data
    return (cx - rx, cy - ry), (cx + rx, cy + ry)
