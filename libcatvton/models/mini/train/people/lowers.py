"""What hangs from the waist: trousers, shorts and skirts."""

from .canvas import CLOTH_SHADE
from .geometry import lerp, limb, poly

BAND_HEIGHT = 3.2  # of a waistband, canonical pixels


def wear_lower(canvas, body, garment, label, folds=None):
    """Trousers, shorts or a skirt, labelled as `label`; folds as in Canvas.paint."""
    height = body.size / 0.99  # the pattern grows with the wearer

    def texture(x, y):
        return garment.texture((x - body.cx) / (body.half_hips / 25.5), (y - body.waist_y) / height)

    cloth = dict(label=label, folds=folds, shade=CLOTH_SHADE)
    top = body.waist_y + 7 * height
    if garment.kind == "skirt":
        canvas.paint([skirt(body, garment, top)], texture, soft=4.0, **cloth)
        waistband(canvas, body, garment, top, 1.6, 2.2)
    else:
        canvas.paint(trousers(body, garment, top), texture, soft=3.5, **cloth)
        middle_seam(canvas, body, garment, top)
        waistband(canvas, body, garment, top, 2.2, 2.5)


def trousers(body, garment, top):
    """Trousers or shorts from the height `top`."""
    cx = body.cx
    seat = poly(
        (cx - body.half_waist - 2.2, top),
        (cx + body.half_waist + 2.2, top),
        (cx + body.half_hips + 1.5, body.hip_y - 4),
        (cx + body.half_hips + 1.0, body.crotch_y - 2),
        (cx, body.crotch_y + 3),
        (cx - body.half_hips - 1.0, body.crotch_y - 2),
        (cx - body.half_hips - 1.5, body.hip_y - 4),
    )
    return [seat] + trouser_leg(body, garment, 0) + trouser_leg(body, garment, 1)


def trouser_leg(body, garment, i):
    hip, knee, ankle = body.hips[i], body.knees[i], body.ankles[i]
    at_hip, at_knee, at_ankle = body.leg_radii
    at_hip, at_knee = at_hip + 1.6, at_knee + garment.loose + 1.0
    at_ankle = at_ankle + garment.loose + 1.2 + 2.5 * garment.flare
    knee = lerp(hip, ankle, 0.5) * 0.15 + knee * 0.85  # cloth bends less than the leg
    # the end as a share of the leg, whose knee is at 0.5
    if garment.kind == "shorts":
        t = (0.20 + 0.14 * garment.length) / 0.5
        return limb(hip, at_hip, lerp(hip, knee, t), at_hip + (at_knee - at_hip) * t + 1.2, round_end=False)
    t = (0.80 + 0.16 * garment.length - 0.5) / 0.5
    hem = at_knee + (at_ankle - at_knee) * t
    return limb(hip, at_hip, knee, at_knee) + limb(knee, at_knee, lerp(knee, ankle, t), hem, round_end=False)


def middle_seam(canvas, body, garment, top):
    cx, bottom = body.cx, body.crotch_y + 2
    seam = poly((cx - 0.5, top + 3), (cx + 0.5, top + 3), (cx + 0.6, bottom), (cx - 0.6, bottom))
    canvas.paint_flat([seam], garment.c1 * 0.72, blend=0.6)


def waistband(canvas, body, garment, top, ease_above, ease_below):
    """Its ease is the width beyond the body, canonical pixels."""
    cx, half = body.cx, body.half_waist
    band = poly(
        (cx - half - ease_above, top),
        (cx + half + ease_above, top),
        (cx + half + ease_below, top + BAND_HEIGHT),
        (cx - half - ease_below, top + BAND_HEIGHT),
    )
    canvas.paint_flat([band], garment.c1 * 0.8, blend=0.8)


def skirt(body, garment, top):
    end = body.crotch_y + 12 + 46 * garment.length
    half_hem = body.half_hips + 3 + (4 + 12 * garment.flare) * (0.5 + 0.5 * garment.length)
    return flared(body, top, 1.6, end, half_hem, (1.6, 2.2))


def flared(body, top, ease, end, half_hem, sag):
    """A skirt's outline between two heights; the hem hangs lower by `sag` halfway to and at the centre line."""
    cx = body.cx
    return poly(
        (cx - body.half_waist - ease, top),
        (cx + body.half_waist + ease, top),
        (cx + body.half_hips + 2, body.hip_y - 4),
        (cx + half_hem, end),
        (cx + half_hem * 0.5, end + sag[0]),
        (cx, end + sag[1]),
        (cx - half_hem * 0.5, end + sag[0]),
        (cx - half_hem, end),
        (cx - body.half_hips - 2, body.hip_y - 4),
    )
