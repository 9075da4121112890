"""Proportions and pose."""

import math

import numpy as np

from .geometry import poly, spline
from .labels import SIDES

UPPER_ARM, LOWER_ARM = 34, 31  # lengths, canonical pixels at size 1
HAND_ON_HIP_CHANCE = 0.16


class Body:
    """Places and widths in canonical pixels; joints come in pairs, the person's right (at the image's left) first.

    Heights end in _y; half_neck, half_shoulders, half_waist and half_hips are widths from the centre line at cx.
    arm_radii: at shoulder, elbow and wrist; leg_radii: at hip, knee and ankle.
    """

    def __init__(self, rng=None):
        """A random body, or without rng the one in the middle of all ranges."""

        def uniform(low, high):
            return 0.5 * (low + high) if rng is None else float(rng.uniform(low, high))

        self.cx = 96 + uniform(-7, 7)
        top = 13 + uniform(-5, 5)
        self.size = size = uniform(0.95, 1.03)
        self.head_rx, self.head_ry = 13.2 * uniform(0.94, 1.08), 17.5
        self.head = np.array([self.cx + uniform(-1.5, 1.5), top + 18])
        self.shoulder_y = top + 35.5 + 8 * size
        self.half_shoulders = uniform(27, 33)
        self.half_waist = self.half_shoulders * uniform(0.66, 0.86)
        self.half_hips = uniform(22.5, 28.5)
        self.waist_y = self.shoulder_y + 41 * size
        self.hip_y = self.shoulder_y + 63 * size
        self.crotch_y = self.shoulder_y + 74 * size
        self.knee_y = self.crotch_y + 43 * size
        self.ankle_y = self.crotch_y + 86 * size
        self.half_neck = uniform(5.4, 6.8)
        self.arm_radii = (7.4, 6.2, 4.6)
        self.leg_radii = (self.half_hips * 0.46, 8.2, 5.6)
        spread = uniform(1.0, 9.0)
        legs, arms = [], []
        for side in SIDES:
            legs.append(self._leg(side, spread, uniform))
            on_hip = rng is not None and rng.random() < HAND_ON_HIP_CHANCE
            arms.append(self._arm(side, *arm_angles(on_hip, uniform)))
        self.hips, self.knees, self.ankles = map(list, zip(*legs))
        self.shoulders, self.elbows, self.wrists = map(list, zip(*arms))

    def _leg(self, side, spread, uniform):
        """Hip, knee and ankle, the ankles further apart by `spread` canonical pixels."""
        hip_x = self.cx + side * self.half_hips * 0.5
        knee_x = self.cx + side * (self.half_hips * 0.46 + spread * 0.5 + uniform(0, 2))
        ankle_x = self.cx + side * (self.half_hips * 0.40 + spread + uniform(0, 1.5))
        heights = (self.crotch_y - 6, self.knee_y, self.ankle_y)
        return [np.array(point) for point in zip((hip_x, knee_x, ankle_x), heights)]

    def _arm(self, side, upper_angle, lower_angle):
        """Shoulder, elbow and wrist; angles in radians, outwards from straight down."""
        shoulder = np.array([self.cx + side * (self.half_shoulders - 5.8), self.shoulder_y + 7.6])
        down, out = math.cos(upper_angle), side * math.sin(upper_angle)
        elbow = shoulder + UPPER_ARM * self.size * np.array([out, down])
        down, out = math.cos(lower_angle), side * math.sin(lower_angle)
        return shoulder, elbow, elbow + LOWER_ARM * self.size * np.array([out, down])

    @staticmethod
    def flat(arm_angle):
        """The fixed, symmetric pose in which garments are laid out; the angle of the arms in degrees."""
        body = Body()
        angle = math.radians(arm_angle)
        for i, side in enumerate(SIDES):
            _, body.elbows[i], body.wrists[i] = body._arm(side, angle, angle * 0.75)
            body.knees[i] = np.array([body.cx + side * 15.5, body.knee_y])
            body.ankles[i] = np.array([body.cx + side * 18.0, body.ankle_y])
        return body

    def shift(self, offset):
        """Move the whole body by (x, y) canonical pixels."""
        self.cx += offset[0]
        self.head = self.head + offset
        for name in ("shoulder_y", "waist_y", "hip_y", "crotch_y", "knee_y", "ankle_y"):
            setattr(self, name, getattr(self, name) + offset[1])
        for name in ("hips", "knees", "ankles", "shoulders", "elbows", "wrists"):
            setattr(self, name, [point + offset for point in getattr(self, name)])

    def torso(self, grow=0.0, bottom=None, flare=0.0):
        """Its outline; grow widens all of it and flare the hips, bottom is the height where it is cut."""
        bottom = self.hip_y + 6 if bottom is None else bottom

        def half_width(y):
            t = np.clip((y - self.waist_y) / (self.hip_y - self.waist_y), 0, 1.2)
            hips = (self.half_hips - self.half_waist) * math.sin(min(t, 1.0) * math.pi / 2)
            return self.half_waist + hips + grow * 1.2 + flare * t

        knots = [
            (self.half_neck + 1, self.shoulder_y - 5.5),
            (self.half_shoulders * 0.55, self.shoulder_y - 3.0 - grow * 0.4),
            (self.half_shoulders - 2.5, self.shoulder_y + 1.5 - grow * 0.3),
            (self.half_shoulders + grow * 0.3, self.shoulder_y + 8),
            (self.half_shoulders - 4.5 + grow, self.shoulder_y + 20),
            (self.half_waist + grow * 1.2, self.waist_y),
        ]
        knots += [(half_width(y), y) for y in np.linspace(self.waist_y + 8, bottom, 4)[:-1]]
        end = half_width(bottom)
        knots.append((end, bottom))
        # one knot more at either end shapes the open curve between them
        closed = spline([(self.half_neck - 3, self.shoulder_y - 8), *knots, (end, bottom + 8)], 5)
        side = closed[5 : 5 * len(knots) + 1]
        side = side[side[:, 1] <= bottom]
        side = np.concatenate([side, [[end, bottom], [end * 0.5, bottom + 1.2], [0, bottom + 1.6]]])
        return [poly(*(np.concatenate([side, side[::-1] * [-1, 1]]) + [self.cx, 0]))]


def arm_angles(on_hip, uniform):
    """Of the upper and the lower arm, radians outwards from straight down."""
    if on_hip:
        return math.radians(uniform(36, 46)), math.radians(uniform(-34, -24))
    upper = uniform(9, 38)
    return math.radians(upper), math.radians(upper + uniform(-24, 14))
