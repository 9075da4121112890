"""Legs with shoes, torso and arms, each with what is worn on it."""

import numpy as np

from .canvas import SKIN_SHADE
from .geometry import blob, disc, lerp, limb, poly
from .labels import DENSEPOSE, SIDES
from .lowers import wear_lower
from .palette import SHOES, any_of
from .tops import wear_sleeve, wear_torso


def draw_legs(scene):
    """Bare legs and shoes; some wear boots."""
    colour = any_of(scene.rng, SHOES)
    boots = scene.rng.random() < 0.2
    for i in (0, 1):
        draw_leg(scene, i)
        draw_shoe(scene, i, colour, boots)


def draw_leg(scene, i):
    body, label = scene.body, ("rleg", "lleg")[i]
    hip, knee, ankle = body.hips[i], body.knees[i], body.ankles[i]
    at_hip, at_knee, at_ankle = body.leg_radii
    calf = disc(lerp(knee, ankle, 0.3), at_knee + 0.4, 13)
    for part, shape in (
        ("lower_leg", limb(knee, at_knee, ankle, at_ankle) + [calf]),
        ("upper_leg", limb(hip, at_hip, knee, at_knee)),
    ):
        scene.canvas.paint(shape, scene.skin, label=label, densepose=DENSEPOSE[part][i], shade=SKIN_SHADE)


def draw_shoe(scene, i, colour, boot):
    body, side, label = scene.body, SIDES[i], ("rshoe", "lshoe")[i]
    x, y = body.ankles[i]
    shape = [
        blob(
            (x - 5.4, y),
            (x + 5.4, y),
            (x + 6.4 + side * 1.6, y + 8),
            (x + side * 2.0, y + 11.4),
            (x - 6.4 + side * 1.6, y + 8),
        )
    ]
    if boot:
        top, radius = lerp(body.knees[i], body.ankles[i], 0.72), body.leg_radii[2]
        shape += limb(top, radius + 1.4, body.ankles[i], radius + 0.6, round_start=False)
    scene.canvas.paint(shape, colour, label=label, densepose=DENSEPOSE["foot"][i], shade=0.2, rim=0.15)
    sole = poly(
        (x - 6.2 + side * 1.6, y + 8.4),
        (x + 6.2 + side * 1.6, y + 8.4),
        (x + 4 + side * 2, y + 10.9),
        (x - 4 + side * 2, y + 10.9),
    )
    scene.canvas.paint_flat([sole], colour * 0.6 + 20)


def draw_torso(scene):
    """Bare torso and neck, then trousers or skirt, then the upper garment."""
    canvas, body, skin, cx = scene.canvas, scene.body, scene.skin, scene.body.cx
    hx, hy = body.head
    chest = body.torso(bottom=body.crotch_y - 2)
    canvas.paint(chest, skin, label="skin", densepose=DENSEPOSE["torso"], shade=0.14)
    neck = poly(
        (hx - body.half_neck, hy + 8),
        (hx + body.half_neck, hy + 8),
        (cx + body.half_neck + 1.5, body.shoulder_y),
        (cx - body.half_neck - 1.5, body.shoulder_y),
    )
    canvas.paint([neck], skin * 0.93, label="skin", shade=0.05, rim=0.0)
    if scene.lower is not None:
        wear_lower(canvas, body, scene.lower, scene.lower_label, scene.folds)
    wear_torso(canvas, body, scene.upper, scene.upper_label, scene.folds)


def draw_arms(scene):
    """Arms with hands, over the torso, and the sleeves over them."""
    for i in (0, 1):
        draw_arm(scene, i)
        wear_sleeve(scene.canvas, scene.body, scene.upper, i, scene.upper_label, scene.folds)
    split_arms(scene.canvas, scene.body)


def draw_arm(scene, i):
    body, label = scene.body, ("rarm", "larm")[i]
    shoulder, elbow, wrist = body.shoulders[i], body.elbows[i], body.wrists[i]
    at_shoulder, at_elbow, at_wrist = body.arm_radii
    for part, shape in (
        ("upper_arm_inside", limb(shoulder, at_shoulder, elbow, at_elbow)),
        ("lower_arm_inside", limb(elbow, at_elbow, wrist, at_wrist)),
        ("hand", hand(elbow, wrist, SIDES[i])),
    ):
        scene.canvas.paint(shape, scene.skin, label=label, densepose=DENSEPOSE[part][i], shade=SKIN_SHADE)


def hand(elbow, wrist, side):
    along = (wrist - elbow) / np.hypot(*(wrist - elbow))
    across = np.array([-along[1], along[0]])
    palm = wrist + along * 5.0
    thumb = limb(wrist, 2.4, wrist + along * 6.5 + across * side * 4.0, 1.5)
    return [disc(wrist + along * 3.2, 4.6), disc(palm, 4.3), disc(palm + along * 2.4, 3.4)] + thumb


def split_arms(canvas, body):
    """DensePose tells the inside of an arm, which is painted so far, from the outside: the half away from the body."""
    ys, xs = np.mgrid[0 : canvas.height, 0 : canvas.width]
    for i, side in enumerate(SIDES):
        for part, start, end in (
            ("upper_arm", body.shoulders[i], body.elbows[i]),
            ("lower_arm", body.elbows[i], body.wrists[i]),
        ):
            arm = canvas.densepose == DENSEPOSE[part + "_inside"][i]
            dx, dy = end - start
            from_axis = (xs[arm] / canvas.scale - start[0]) * dy - (ys[arm] / canvas.scale - start[1]) * dx
            ys_out, xs_out = (at[arm][from_axis * side > 0] for at in (ys, xs))
            canvas.densepose[ys_out, xs_out] = DENSEPOSE[part + "_outside"][i]
