"""Legs with shoes, torso and arms, each with what is worn on it."""

import numpy as np

from .geometry import disc, lerp, limb, poly, spline
from .wear import wear_lower, wear_sleeve, wear_torso

SHOES = [(40, 40, 44), (236, 236, 236), (150, 60, 50), (110, 78, 52), (60, 80, 130), (200, 180, 150)]


def draw_legs(scene):
    """Bare legs and shoes; some wear boots."""
    cv, body, r, skin = scene.canvas, scene.body, scene.rng, scene.skin
    shoe = np.array(SHOES[int(r.integers(6))], float)
    boot = r.random() < 0.2
    for i, (leg, shoe_name) in enumerate((("rleg", "rshoe"), ("lleg", "lshoe"))):
        hip, knee, ank = body.hips[i], body.knees[i], body.ankles[i]
        side = -1 if i == 0 else 1
        upper_leg = limb(hip, body.leg_r[0], knee, body.leg_r[1])
        lower_leg = limb(knee, body.leg_r[1], ank, body.leg_r[2])
        calf = [disc(lerp(knee, ank, 0.3), body.leg_r[1] + 0.4, 13)]
        cv.paint(lower_leg + calf, skin, label=leg, dp=14 if i else 13, shade=0.16)
        cv.paint(upper_leg, skin, label=leg, dp=10 if i else 9, shade=0.16)
        foot = spline(
            [
                (ank[0] - 5.4, ank[1] + 0),
                (ank[0] + 5.4, ank[1] + 0),
                (ank[0] + 6.4 + side * 1.6, ank[1] + 8),
                (ank[0] + side * 2.0, ank[1] + 11.4),
                (ank[0] - 6.4 + side * 1.6, ank[1] + 8),
            ]
        )
        shape = [poly(foot)]
        if boot:
            shape += limb(lerp(knee, ank, 0.72), body.leg_r[2] + 1.4, ank, body.leg_r[2] + 0.6, False, True)
        cv.paint(shape, shoe, label=shoe_name, dp=5 if i else 6, shade=0.2, rim=0.15)
        cv.paint(
            [
                poly(
                    [
                        (ank[0] - 6.2 + side * 1.6, ank[1] + 8.4),
                        (ank[0] + 6.2 + side * 1.6, ank[1] + 8.4),
                        (ank[0] + 4 + side * 2, ank[1] + 10.9),
                        (ank[0] - 4 + side * 2, ank[1] + 10.9),
                    ]
                )
            ],
            shoe * 0.6 + 20,
            shade=0,
            rim=0,
        )


def draw_torso(scene):
    """Bare torso and neck, then trousers or skirt, then the upper garment."""
    cv, body, skin, (hx, hy), cx = scene.canvas, scene.body, scene.skin, scene.body.head, scene.body.cx
    cv.paint(body.torso(bottom=body.crotch_y - 2), skin, label="skin", dp=2, shade=0.14)
    cv.paint(
        [
            poly(
                [
                    (hx - body.neck_w, hy + 8),
                    (hx + body.neck_w, hy + 8),
                    (cx + body.neck_w + 1.5, body.sh_y),
                    (cx - body.neck_w - 1.5, body.sh_y),
                ]
            )
        ],
        skin * 0.93,
        label="skin",
        shade=0.05,
        rim=0.0,
    )
    if scene.lower is not None:
        wear_lower(cv, body, scene.lower, scene.folds, scene.lower_label)
    wear_torso(cv, body, scene.upper, scene.folds, scene.upper_label)


def draw_arms(scene):
    """Arms with hands, over the torso, and the sleeves over them."""
    cv, body, skin = scene.canvas, scene.body, scene.skin
    for i, arm in enumerate(("rarm", "larm")):
        sh_, el, wr = body.shoulders[i], body.elbows[i], body.wrists[i]
        d = (wr - el) / np.hypot(*(wr - el))
        hand = wr + d * 5.0
        n = np.array([-d[1], d[0]])
        upper_arm, fore = limb(sh_, body.arm_r[0], el, body.arm_r[1]), limb(el, body.arm_r[1], wr, body.arm_r[2])
        side = -1 if i == 0 else 1
        cv.paint(upper_arm, skin, label=arm, dp=15 if i else 16, shade=0.16)
        cv.paint(fore, skin, label=arm, dp=19 if i else 20, shade=0.16)
        cv.paint(
            [disc(wr + d * 3.2, 4.6), disc(hand, 4.3), disc(hand + d * 2.4, 3.4)]
            + limb(wr, 2.4, wr + d * 6.5 - n * side * 4.0 * -1, 1.5),
            skin,
            label=arm,
            dp=4 if i else 3,
            shade=0.16,
        )
        wear_sleeve(cv, body, scene.upper, i, scene.folds, scene.upper_label)
    split_limbs(cv, body)


def split_limbs(cv, body):
    """Arms carry inside (15/16/19/20) and outside (17/18/21/22) parts: the half away from the body is outside."""
    ys, xs = np.mgrid[0 : cv.h, 0 : cv.w]
    for i, side in ((0, -1), (1, 1)):
        for a, b, inner, outer in (
            (body.shoulders[i], body.elbows[i], 15 if i else 16, 17 if i else 18),
            (body.elbows[i], body.wrists[i], 19 if i else 20, 21 if i else 22),
        ):
            m = cv.dp == inner
            if m.any():
                d = b - a
                cross = (xs[m] / cv.k - a[0]) * d[1] - (ys[m] / cv.k - a[1]) * d[0]
                v = cv.dp[m]
                v[cross * side > 0] = outer
                cv.dp[m] = v
