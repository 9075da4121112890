"""Garments on a body: what hangs from the waist, the torso's part, and the sleeves."""

import numpy as np

from .geometry import disc, lerp, limb, poly

SHADE = 0.20


def wear_lower(cv, body, g, folds=None, label=None):
    """Trousers, shorts or a skirt."""
    sy = body.s / 0.99

    def texture(x, y):
        return g.texture((x - body.cx) / (body.hw / 25.5), (y - body.waist_y) / sy)

    paint = wear_legs if g.kind in ("trousers", "shorts") else wear_skirt
    paint(cv, body, g, body.waist_y + 7 * sy, texture, dict(folds=folds, label=label, shade=SHADE))


def wear_legs(cv, body, g, wy, texture, kw):
    """Trousers or shorts whose waistband is at height wy."""
    cx, lo = body.cx, g.loose
    end = (0.80 + 0.16 * g.length) if g.kind == "trousers" else (0.20 + 0.14 * g.length)
    shape = [
        poly(
            [
                (cx - body.ww - 2.2, wy),
                (cx + body.ww + 2.2, wy),
                (cx + body.hw + 1.5, body.hip_y - 4),
                (cx + body.hw + 1.0, body.crotch_y - 2),
                (cx, body.crotch_y + 3),
                (cx - body.hw - 1.0, body.crotch_y - 2),
                (cx - body.hw - 1.5, body.hip_y - 4),
            ]
        )
    ]
    legs = []
    for i in (0, 1):
        hip, knee, ank = body.hips[i], body.knees[i], body.ankles[i]
        k2 = lerp(hip, ank, 0.5) * 0.15 + knee * 0.85
        r0, r1, r2 = body.leg_r[0] + 1.6, body.leg_r[1] + lo + 1.0, body.leg_r[2] + lo + 1.2 + 2.5 * g.flare
        if end <= 0.5:
            t = end / 0.5
            legs.append(limb(hip, r0, lerp(hip, k2, t), r0 + (r1 - r0) * t + 1.2, True, False))
        else:
            t = (end - 0.5) / 0.5
            legs.append(limb(hip, r0, k2, r1) + limb(k2, r1, lerp(k2, ank, t), r1 + (r2 - r1) * t, True, False))
    cv.paint(shape + legs[0] + legs[1], texture, soft=3.5, **kw)
    cv.paint(
        [poly([(cx - 0.5, wy + 3), (cx + 0.5, wy + 3), (cx + 0.6, body.crotch_y + 2), (cx - 0.6, body.crotch_y + 2)])],
        g.c1 * 0.72,
        shade=0,
        rim=0,
        blend=0.6,
    )
    cv.paint(
        [
            poly(
                [
                    (cx - body.ww - 2.2, wy),
                    (cx + body.ww + 2.2, wy),
                    (cx + body.ww + 2.5, wy + 3.2),
                    (cx - body.ww - 2.5, wy + 3.2),
                ]
            )
        ],
        g.c1 * 0.8,
        shade=0,
        rim=0,
        blend=0.8,
    )


def wear_skirt(cv, body, g, wy, texture, kw):
    """A skirt whose waistband is at height wy."""
    cx = body.cx
    end = body.crotch_y + 12 + 46 * g.length
    wide = body.hw + 3 + (4 + 12 * g.flare) * (0.5 + 0.5 * g.length)
    cv.paint(
        [
            poly(
                [
                    (cx - body.ww - 1.6, wy),
                    (cx + body.ww + 1.6, wy),
                    (cx + body.hw + 2, body.hip_y - 4),
                    (cx + wide, end),
                    (cx + wide * 0.5, end + 1.6),
                    (cx, end + 2.2),
                    (cx - wide * 0.5, end + 1.6),
                    (cx - wide, end),
                    (cx - body.hw - 2, body.hip_y - 4),
                ]
            )
        ],
        texture,
        soft=4.0,
        **kw
    )
    cv.paint(
        [
            poly(
                [
                    (cx - body.ww - 1.6, wy),
                    (cx + body.ww + 1.6, wy),
                    (cx + body.ww + 2.2, wy + 3.2),
                    (cx - body.ww - 2.2, wy + 3.2),
                ]
            )
        ],
        g.c1 * 0.8,
        shade=0,
        rim=0,
        blend=0.8,
    )


def neckline(body, g):
    """What is cut out for the neck and, without sleeves, for the arms; and the neck's half width and depth."""
    cx = body.cx
    nw, ny = body.neck_w, body.sh_y - 6
    depth = dict(round=8.5, v=17.0, scoop=14.0)[g.neck]
    if g.sleeve == 0:
        depth += 3
    neck_w = nw + (5.5 if g.sleeve == 0 else 2.6)
    if g.neck == "v":
        cut = [
            poly(
                [
                    (cx - neck_w, ny - 3),
                    (cx + neck_w, ny - 3),
                    (cx + neck_w * 0.92, ny + 2),
                    (cx, ny + depth),
                    (cx - neck_w * 0.92, ny + 2),
                ]
            )
        ]
    else:
        cut = [
            disc((cx, ny), neck_w, depth),
            poly([(cx - neck_w, ny - 4), (cx + neck_w, ny - 4), (cx + neck_w, ny), (cx - neck_w, ny)]),
        ]
    if g.sleeve == 0:  # bare shoulders: cut the armholes away
        for side in (-1, 1):
            cut.append(disc((cx + side * (body.sw + 1.5), body.sh_y + 7), 10.5, 14.5))
    return cut, neck_w, ny, depth


def torso_shape(body, g):
    """The outline of a top or a dress without sleeves."""
    cx, lo = body.cx, g.loose
    if g.kind == "dress":
        end = body.crotch_y + 14 + 44 * g.length
        wide = body.hw + 4 + (3 + 13 * g.flare) * (0.5 + 0.5 * g.length)
        skirt = [
            poly(
                [
                    (cx - body.ww - lo, body.waist_y),
                    (cx + body.ww + lo, body.waist_y),
                    (cx + body.hw + 2, body.hip_y - 4),
                    (cx + wide, end),
                    (cx + wide * 0.5, end + 1.8),
                    (cx, end + 2.4),
                    (cx - wide * 0.5, end + 1.8),
                    (cx - wide, end),
                    (cx - body.hw - 2, body.hip_y - 4),
                ]
            )
        ]
        return body.torso(grow=lo * 0.6, bottom=body.waist_y + 9) + skirt
    return body.torso(grow=lo, bottom=body.hem(g.length), flare=1.0)


def wear_torso(cv, body, g, folds=None, label=None, flat=False):
    """A top or a dress without its sleeves. flat: laid out, so that the inside of the back shows at the neck."""
    cx, y0, sx, sy = body.cx, body.sh_y, body.sw / 30.0, body.s / 0.99

    def texture(x, y):
        return g.texture((x - cx) / sx, (y - y0) / sy, chest=True)

    cut, neck_w, ny, depth = neckline(body, g)
    if flat and g.sleeve:
        top = [
            poly(
                [
                    (cx - 40, ny - 40),
                    (cx + 40, ny - 40),
                    (cx + 40, ny),
                    (cx + neck_w, ny),
                    (cx, ny + 3.5),
                    (cx - neck_w, ny),
                    (cx - 40, ny),
                ]
            )
        ]
        cv.paint(
            [disc((cx, ny), neck_w + 0.8, depth + 0.8)], g.c1 * 0.62 + 10, minus=top, label=label, shade=0.05, rim=0
        )
    cv.paint(torso_shape(body, g), texture, minus=cut, soft=4.0, folds=folds, label=label, shade=SHADE)
    if g.trim:
        paint_trim(cv, body, g, cut, neck_w, ny, depth, label)


def paint_trim(cv, body, g, cut, neck_w, ny, depth, label):
    """A border in the second colour round the neck."""
    cx = body.cx
    ring = (
        [disc((cx, ny), neck_w + 1.6, depth + 1.6)]
        if g.neck != "v"
        else [
            poly(
                [
                    (cx - neck_w - 1.4, ny + 1),
                    (cx - neck_w + 1, ny + 1),
                    (cx, ny + depth - 1),
                    (cx + neck_w - 1, ny + 1),
                    (cx + neck_w + 1.4, ny + 1),
                    (cx, ny + depth + 2.4),
                ]
            )
        ]
    )
    cv.paint(
        ring,
        g.c2,
        minus=cut + [poly([(cx - 40, ny - 30), (cx + 40, ny - 30), (cx + 40, ny + 0.5), (cx - 40, ny + 0.5)])],
        label=label,
        shade=0,
        rim=0,
    )


def wear_sleeve(cv, body, g, arm, folds=None, label=None):
    """One sleeve, if there are any; arm 0 is the person's right."""
    if not g.sleeve:
        return
    lo = g.loose
    sh, el, wr = body.shoulders[arm], body.elbows[arm], body.wrists[arm]
    side = -1 if arm == 0 else 1
    r0, r1, r2 = body.arm_r[0] + 0.9, body.arm_r[1] + lo * 0.7 + 0.8, body.arm_r[2] + lo * 0.6 + 0.6
    d = (el - sh) / np.hypot(*(el - sh))

    def texture(x, y):
        dx, dy = x - sh[0], y - sh[1]
        return g.texture(side * 27 + (dx * d[1] - dy * d[0]), 6 + dx * d[0] + dy * d[1])

    if g.sleeve < 0.9:
        end = lerp(sh, el, g.sleeve)
        cv.paint(
            limb(sh, r0, end, r0 + 0.6 + lo * 0.3, True, False),
            texture,
            soft=2.5,
            folds=folds,
            label=label,
            shade=SHADE,
        )
    else:
        end = lerp(el, wr, 0.94)
        cv.paint(
            limb(sh, r0, el, r1) + limb(el, r1, end, r2, True, False),
            texture,
            soft=2.5,
            folds=folds,
            label=label,
            shade=SHADE,
        )
