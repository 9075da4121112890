"""The garment alone, laid out on white."""

import numpy as np
from PIL import Image, ImageFilter

from .body import Body, shift_body
from .canvas import Canvas, finish
from .labels import HEIGHT, WIDTH
from .wear import wear_lower, wear_sleeve, wear_torso


def frame(g, body):
    """The middle of the laid-out garment and its half extent, canonical pixels."""
    box = dict(
        tshirt=(52, 86),
        longsleeve=(58, 100),
        tank=(40, 86),
        trousers=(38, 104),
        shorts=(38, 66),
        skirt=(48, 86),
        dress=(52, 150),
    )[g.kind]
    if g.kind == "dress" and g.sleeve >= 0.9:
        box = (58, 150)
    if g.category == "lower":
        top, mid = body.waist_y + 5, {"trousers": 56, "shorts": 26, "skirt": 18 + 24 * g.length}[g.kind]
        half = {"trousers": 58, "shorts": 33, "skirt": 26 + 24 * g.length}[g.kind]
        centre = (96, top + (56 if g.kind == "trousers" else half))
        ext = (box[0], half if g.kind != "trousers" else 60)
    else:
        bottom = body.hem(g.length) if g.kind != "dress" else body.crotch_y + 16 + 44 * g.length
        centre = (96, (body.sh_y - 8 + bottom) / 2)
        ext = (box[0], (bottom - body.sh_y + 8) / 2)
        if g.kind == "longsleeve":
            low = max(body.wrists[0][1], bottom)
            centre = (96, (body.sh_y - 8 + low) / 2)
            ext = (box[0], (low - body.sh_y + 8) / 2)
    return centre, ext


def flat_lay(g, scale=1.0, supersampling=2):
    """The garment in the fixed, symmetric pose, filling the frame: uint8 HxWx3."""
    body = Body.flat(40 if g.sleeve < 0.9 else 24)
    centre, ext = frame(g, body)
    zoom = min(0.93 * 96 / ext[0], 0.93 * 128 / ext[1])
    zoom = min(zoom, 2.2)
    k = scale * supersampling * zoom
    w, h = int(WIDTH * scale * supersampling), int(HEIGHT * scale * supersampling)
    cv = Canvas(w, h, k)
    cv.rgb[:] = 253.0
    off = np.array([w / 2 / k - centre[0], h / 2 / k - centre[1]])
    shift_body(body, off)
    if g.category == "lower":
        wear_lower(cv, body, g, label="upper")
    else:
        wear_torso(cv, body, g, label="upper", flat=True)
        for i in (0, 1):
            wear_sleeve(cv, body, g, i, label="upper")
    # a faint contact shadow on the sheet
    m = Image.fromarray((cv.atr > 0).astype(np.uint8) * 255)
    sh = np.asarray(m.filter(ImageFilter.GaussianBlur(3.0 * k / zoom)), np.float32) / 255
    sh = np.roll(sh, (int(2 * k / zoom), int(1.5 * k / zoom)), (0, 1))
    out = np.where((cv.atr > 0)[..., None], cv.rgb, cv.rgb * (1 - 0.16 * sh[..., None]))
    return finish(out, supersampling)
