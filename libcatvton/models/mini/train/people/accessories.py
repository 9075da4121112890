"""Scarf, hat, glasses and bag; most people wear none of them."""

import numpy as np

from .geometry import disc, poly, spline
from .palette import CLOTHES


def any_colour(rng):
    return np.array(CLOTHES[int(rng.integers(len(CLOTHES)))], float)


def draw_scarf(scene):
    """Round the neck, with one end hanging."""
    cv, body, r, cx = scene.canvas, scene.body, scene.rng, scene.body.cx
    if r.random() >= 0.07:
        return
    sc = any_colour(r)
    side = 1 if r.random() < 0.5 else -1
    cv.paint(
        [
            poly(
                spline(
                    [
                        (cx - 11, body.sh_y - 7),
                        (cx, body.sh_y - 3.5),
                        (cx + 11, body.sh_y - 7),
                        (cx + 12, body.sh_y + 1),
                        (cx, body.sh_y + 6),
                        (cx - 12, body.sh_y + 1),
                    ]
                )
            )
        ],
        sc,
        label="scarf",
        rim=0.15,
    )
    cv.paint(
        [
            poly(
                [
                    (cx + side * 2, body.sh_y),
                    (cx + side * 9, body.sh_y),
                    (cx + side * 10, body.sh_y + 30),
                    (cx + side * 2.5, body.sh_y + 30),
                ]
            )
        ],
        sc * 0.94,
        label="scarf",
        rim=0.15,
    )


def draw_accessories(scene):
    """Each with a small chance of its own."""
    chance = scene.rng.random(6)
    if chance[0] < 0.14:
        draw_hat(scene, has_brim=chance[1] < 0.5)
    if chance[2] < 0.12:
        draw_glasses(scene, dark=chance[3] < 0.6)
    if chance[4] < 0.12:
        draw_bag(scene, hand=0 if chance[5] < 0.5 else 1)


def draw_hat(scene, has_brim):
    """A hat with a brim all round, or a cap."""
    cv, r = scene.canvas, scene.rng
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    hatc = any_colour(r)
    cv.paint(
        [
            poly(
                spline(
                    [
                        (hx - hw - 2.4, hy - 6.5),
                        (hx - hw - 1.5, hy - hh + 1),
                        (hx - 5, hy - hh - 6),
                        (hx + 5, hy - hh - 6),
                        (hx + hw + 1.5, hy - hh + 1),
                        (hx + hw + 2.4, hy - 6.5),
                    ]
                )
            )
        ],
        hatc,
        label="hat",
        shade=0.25,
    )
    if has_brim:
        cv.paint([disc((hx, hy - 8), hw + 9, 3.0)], hatc * 0.9, label="hat", shade=0.2)
    else:
        cv.paint(
            [
                poly(
                    [
                        (hx - hw - 2.4, hy - 10),
                        (hx + hw + 2.4, hy - 10),
                        (hx + hw + 2.6, hy - 6),
                        (hx - hw - 2.6, hy - 6),
                    ]
                )
            ],
            hatc * 0.82,
            label="hat",
            shade=0.2,
        )


def draw_glasses(scene, dark):
    """Sunglasses when dark, else rims."""
    cv = scene.canvas
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    for s_ in (-1, 1):
        cv.paint(
            [disc((hx + s_ * hw * 0.43, hy + 0.2), 4.6, 3.8)],
            (30, 30, 34) if dark else (70, 60, 56),
            minus=[] if dark else [disc((hx + s_ * hw * 0.43, hy + 0.2), 3.6, 2.8)],
            label="glasses",
            shade=0,
            rim=0,
        )
    cv.paint(
        [
            poly([(hx - 2, hy - 1), (hx + 2, hy - 1), (hx + 2, hy + 0.2), (hx - 2, hy + 0.2)]),
            poly([(hx - hw, hy - 1.6), (hx - hw * 0.7, hy - 1.2), (hx - hw * 0.7, hy - 0.2), (hx - hw, hy - 0.6)]),
            poly([(hx + hw, hy - 1.6), (hx + hw * 0.7, hy - 1.2), (hx + hw * 0.7, hy - 0.2), (hx + hw, hy - 0.6)]),
        ],
        (34, 34, 38),
        label="glasses",
        shade=0,
        rim=0,
    )


def draw_bag(scene, hand):
    """Hangs from one hand: 0 is the person's right."""
    cv, body, r = scene.canvas, scene.body, scene.rng
    bc = any_colour(r) * 0.92
    bx, by = body.wrists[hand] + [0, 9]
    cv.paint([disc((bx, by + 8), 7, 9)], bc * 0.8, minus=[disc((bx, by + 8), 5.4, 7.4)], label="bag", shade=0.1)
    cv.paint(
        [poly([(bx - 10, by + 8), (bx + 10, by + 8), (bx + 12, by + 27), (bx - 12, by + 27)])],
        bc,
        label="bag",
        shade=0.25,
        rim=0.15,
    )
