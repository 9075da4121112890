"""The garment alone, laid out on white."""

import numpy as np
from PIL import Image, ImageFilter

from .body import Body
from .canvas import Canvas, finish
from .labels import HEIGHT, WIDTH
from .lowers import wear_lower
from .tops import hem_y, wear_sleeve, wear_torso

SHEET = 253.0  # its brightness
FILLED, MAX_ZOOM = 0.93, 2.2  # how much of the frame a garment fills, and how far it is enlarged for that
HALF_WIDTHS = dict(tshirt=52, longsleeve=58, tank=40, trousers=38, shorts=38, skirt=48, dress=52)


def half_width(garment):
    return HALF_WIDTHS["longsleeve" if garment.has_long_sleeves else garment.kind]


def vertical_frame(garment, body):
    """The laid-out garment's middle and half its height, canonical pixels."""
    if garment.category == "lower":
        top = body.waist_y + 5
        if garment.kind == "trousers":
            return top + 56, 60
        half = 33 if garment.kind == "shorts" else 26 + 24 * garment.length
        return top + half, half
    bottom = hem_y(body, garment)
    if garment.kind == "dress":
        bottom = body.crotch_y + 16 + 44 * garment.length
    elif garment.kind == "longsleeve":
        bottom = max(body.wrists[0][1], bottom)
    return (body.shoulder_y - 8 + bottom) / 2, (bottom - body.shoulder_y + 8) / 2


def paint_garment(canvas, body, garment):
    """Any label will do: it only tells the garment from the sheet."""
    if garment.category == "lower":
        wear_lower(canvas, body, garment, "upper")
        return
    wear_torso(canvas, body, garment, "upper", laid_out=True)
    for i in (0, 1):
        wear_sleeve(canvas, body, garment, i, "upper")


def with_shadow(canvas, zoom):
    """The painted garment and its faint shadow, which is of one size however far the garment is enlarged."""
    k = canvas.scale
    garment = canvas.atr > 0
    blur = ImageFilter.GaussianBlur(3.0 * k / zoom)
    shadow = np.asarray(Image.fromarray(garment.astype(np.uint8) * 255).filter(blur), np.float32) / 255
    # k / zoom can fall just below a whole number and lose a pixel here; the shipped model has learnt such shadows
    shadow = np.roll(shadow, (int(2 * k / zoom), int(1.5 * k / zoom)), (0, 1))
    return np.where(garment[..., None], canvas.rgb, canvas.rgb * (1 - 0.16 * shadow[..., None]))


def flat_lay(garment, scale=1.0, supersampling=2):
    """The garment in the fixed, symmetric pose, filling the frame: uint8 HxWx3."""
    body = Body.flat(24 if garment.has_long_sleeves else 40)
    middle, half_height = vertical_frame(garment, body)
    zoom = min(FILLED * WIDTH / 2 / half_width(garment), FILLED * HEIGHT / 2 / half_height, MAX_ZOOM)
    pixel = scale * supersampling
    canvas = Canvas(int(WIDTH * pixel), int(HEIGHT * pixel), pixel * zoom)
    canvas.rgb[:] = SHEET
    centre = np.array([canvas.width / 2 / canvas.scale, canvas.height / 2 / canvas.scale])
    body.shift(centre - (body.cx, middle))
    paint_garment(canvas, body, garment)
    return finish(with_shadow(canvas, zoom), supersampling)
