"""Outlines as lists of filled primitives, in canonical pixels (a canvas of 192x256)."""

import numpy as np


def spline(points, n=6):
    """Closed Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    a, b, c, d = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    out = []
    for i in range(n):
        t = i / n
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3))
    return np.stack(out, 1).reshape(-1, 2)


def poly(points):
    return ("poly", np.asarray(points, float))


def disc(c, r, ry=None):
    return ("disc", (float(c[0]), float(c[1]), float(r), float(r if ry is None else ry)))


def limb(p0, r0, p1, r1, cap0=True, cap1=True):
    """Tapered capsule; without a cap the end is cut square."""
    p0, p1 = np.asarray(p0, float), np.asarray(p1, float)
    d = p1 - p0
    d /= max(np.hypot(*d), 1e-6)
    n = np.array([-d[1], d[0]])
    shape = [poly([p0 + n * r0, p1 + n * r1, p1 - n * r1, p0 - n * r0])]
    if cap0:
        shape.append(disc(p0, r0))
    if cap1:
        shape.append(disc(p1, r1))
    return shape


def lerp(a, b, t):
    return np.asarray(a, float) * (1 - t) + np.asarray(b, float) * t
