"""Proportions and pose."""

import math

import numpy as np

from .geometry import poly, spline


class Body:
    """Joint positions and widths in canonical pixels. Index 0 is the person's right side (left in the image)."""

    def __init__(self, rng=None):
        u = (lambda a, b: float(rng.uniform(a, b))) if rng is not None else (lambda a, b: 0.5 * (a + b))
        self.cx = 96 + u(-7, 7)
        top = 13 + u(-5, 5)
        self.s = s = u(0.95, 1.03)
        self.head_w, self.head_h = 13.2 * u(0.94, 1.08), 17.5
        self.head = np.array([self.cx + u(-1.5, 1.5), top + 18])
        self.chin = top + 35.5
        self.sh_y = self.chin + 8 * s
        self.sw = u(27, 33)
        self.ww = self.sw * u(0.66, 0.86)
        self.hw = u(22.5, 28.5)
        self.waist_y = self.sh_y + 41 * s
        self.hip_y = self.sh_y + 63 * s
        self.crotch_y = self.sh_y + 74 * s
        self.knee_y = self.crotch_y + 43 * s
        self.ankle_y = self.crotch_y + 86 * s
        self.neck_w = u(5.4, 6.8)
        spread = u(1.0, 9.0)
        self.hips, self.knees, self.ankles, self.shoulders, self.elbows, self.wrists = [], [], [], [], [], []
        for side in (-1, 1):
            hx = self.cx + side * self.hw * 0.5
            self.hips.append(np.array([hx, self.crotch_y - 6]))
            kx = self.cx + side * (self.hw * 0.46 + spread * 0.5 + u(0, 2))
            self.knees.append(np.array([kx, self.knee_y]))
            self.ankles.append(np.array([self.cx + side * (self.hw * 0.40 + spread + u(0, 1.5)), self.ankle_y]))
            sh = np.array([self.cx + side * (self.sw - 5.8), self.sh_y + 7.6])
            if rng is not None and rng.random() < 0.16:  # hand on the hip
                a1, a2 = math.radians(u(36, 46)), math.radians(u(-34, -24))
            else:
                a1 = u(9, 38)
                a1, a2 = math.radians(a1), math.radians(a1 + u(-24, 14))
            el = sh + 34 * s * np.array([side * math.sin(a1), math.cos(a1)])
            wr = el + 31 * s * np.array([side * math.sin(a2), math.cos(a2)])
            self.shoulders.append(sh)
            self.elbows.append(el)
            self.wrists.append(wr)
        self.arm_r = (7.4, 6.2, 4.6)
        self.leg_r = (self.hw * 0.46, 8.2, 5.6)

    @staticmethod
    def flat(angle_deg):
        """The fixed, symmetric pose in which flat-lay garments are drawn."""
        b = Body()
        b.cx = 96.0
        a = math.radians(angle_deg)
        for i, side in enumerate((-1, 1)):
            b.elbows[i] = b.shoulders[i] + 34 * b.s * np.array([side * math.sin(a), math.cos(a)])
            b.wrists[i] = b.elbows[i] + 31 * b.s * np.array([side * math.sin(a * 0.75), math.cos(a * 0.75)])
            b.knees[i] = np.array([96 + side * 15.5, b.knee_y])
            b.ankles[i] = np.array([96 + side * 18.0, b.ankle_y])
        return b

    def hem(self, length):
        """Height at which a top of this length (0..1) ends."""
        return self.hip_y - 9 + 14 * length

    def torso(self, grow=0.0, bottom=None, flare=0.0):
        """Torso outline; grow widens it, bottom cuts it at a height."""
        cx, g = self.cx, grow
        bottom = self.hip_y + 6 if bottom is None else bottom
        right = [
            (self.neck_w + 1, self.sh_y - 5.5),
            (self.sw * 0.55, self.sh_y - 3.0 - g * 0.4),
            (self.sw - 2.5, self.sh_y + 1.5 - g * 0.3),
            (self.sw + g * 0.3, self.sh_y + 8),
            (self.sw - 4.5 + g, self.sh_y + 20),
            (self.ww + g * 1.2, self.waist_y),
        ]

        def width(y):
            t = np.clip((y - self.waist_y) / (self.hip_y - self.waist_y), 0, 1.2)
            return self.ww + (self.hw - self.ww) * math.sin(min(t, 1.0) * math.pi / 2) + g * 1.2 + flare * t

        for y in np.linspace(self.waist_y + 8, bottom, 4)[:-1]:
            right.append((width(y), y))
        right.append((width(bottom), bottom))
        ends = [(self.neck_w - 3, self.sh_y - 8)] + right + [(width(bottom), bottom + 8)]
        side = spline(ends, 5)[5 : 5 * len(right) + 1]
        side = side[side[:, 1] <= bottom]
        side = np.concatenate(
            [side, [[width(bottom), bottom]], [[width(bottom) * 0.5, bottom + 1.2], [0, bottom + 1.6]]]
        )
        curve = np.concatenate([side, side[::-1] * [-1, 1]]) + [cx, 0]
        return [poly(curve)]


def shift_body(b, off):
    b.cx += off[0]
    b.head = b.head + off
    for name in ("chin", "sh_y", "waist_y", "hip_y", "crotch_y", "knee_y", "ankle_y"):
        setattr(b, name, getattr(b, name) + off[1])
    for name in ("hips", "knees", "ankles", "shoulders", "elbows", "wrists"):
        setattr(b, name, [p + off for p in getattr(b, name)])
