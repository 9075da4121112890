"""One person in one garment: the picture, the garment and all labels."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .accessories import draw_accessories, draw_scarf
from .background import background
from .body import Body
from .canvas import Canvas, finish
from .flat_lay import flat_lay
from .garment import Garment
from .head import draw_features, draw_hair_behind, draw_hair_front, draw_head
from .labels import HEIGHT, KINDS, WIDTH
from .limbs import draw_arms, draw_legs, draw_torso
from .masks import agnostic_mask
from .palette import HAIRS, SKINS
from .randomness import rng_of
from .scene import Scene

# Streams of the person's seed, so that one part's draws do not move another's.
LOOKS, BODY, OWN_UPPER_KIND, OWN_LOWER_KIND, FOLDS = 1, 2, 3, 4, 5
OWN_UPPER, OWN_LOWER = 12, 13
HAIR_STYLES = ["short", "short", "bob", "long", "long", "bun", "none"]
HAIR_CHANCES = [0.2, 0.15, 0.15, 0.2, 0.12, 0.13, 0.05]


def outfit(person_seed, garment):
    """What is worn above and below: the garment, and the person's own clothes where it leaves room."""
    upper_kind = KINDS[int(rng_of(person_seed, OWN_UPPER_KIND).choice(3, p=[0.5, 0.3, 0.2]))]
    lower_kind = KINDS[3 + int(rng_of(person_seed, OWN_LOWER_KIND).choice(3, p=[0.6, 0.2, 0.2]))]
    if garment.category == "lower":
        return Garment(person_seed, upper_kind, OWN_UPPER), garment
    if garment.category == "overall":
        return garment, None
    return garment, Garment(person_seed, lower_kind, OWN_LOWER)


def soft_folds(person_seed, width, height):
    """Low-frequency brightness, the same for every garment of one person."""
    low = (rng_of(person_seed, FOLDS).random((10, 8)) * 255).astype(np.uint8)
    smooth = Image.fromarray(low).resize((width, height), Image.BICUBIC)
    return 1 + 0.035 * (np.asarray(smooth, np.float32) / 127.5 - 1)


def any_of(rng, colours, spread, low):
    """One of the colours, varied a little."""
    return np.clip(
        np.array(colours[int(rng.integers(len(colours)))], float) + rng.uniform(-spread, spread, 3), low, 255
    )


def floor_shadow(scene):
    cv, body = scene.canvas, scene.body
    k, cx = cv.k, body.cx
    sh = Image.new("L", (cv.w, cv.h), 0)
    fx, fy = cx * k, (body.ankle_y + 10) * k
    ImageDraw.Draw(sh).ellipse([fx - 36 * k, fy - 4 * k, fx + 40 * k, fy + 5 * k], fill=110)
    sh = np.asarray(sh.filter(ImageFilter.GaussianBlur(3.5 * k)), np.float32)[..., None] / 255
    cv.rgb *= 1 - 0.75 * sh


def make_scene(person_seed, garment, scale):
    width, height = int(WIDTH * scale), int(HEIGHT * scale)
    rng, canvas = rng_of(person_seed, LOOKS), Canvas(width, height, scale)
    upper, lower = outfit(person_seed, garment)
    background(rng, canvas)
    return Scene(
        canvas,
        Body(rng_of(person_seed, BODY)),
        rng,
        any_of(rng, SKINS, 6, 20),
        any_of(rng, HAIRS, 8, 10),
        str(rng.choice(HAIR_STYLES, p=HAIR_CHANCES)),
        upper,
        lower,
        soft_folds(person_seed, width, height),
    )


def draw(person_seed, garment_seed, scale=1.0, supersampling=2, kind=None, masks=()):
    """The person of person_seed wearing the garment of garment_seed, of the given kind if one is named.

    Returns a dict: image and garment (uint8 HxWx3), atr, lip and densepose (uint8 HxW labels), masks (the named ones,
    uint8 HxW, 0 or 255), category (the mask that the garment needs), kind, pattern.
    """
    garment = Garment(garment_seed, kind)
    scene = make_scene(person_seed, garment, scale * supersampling)
    for part in (
        floor_shadow,
        draw_hair_behind,
        draw_legs,
        draw_torso,
        draw_arms,
        draw_scarf,
        draw_head,
        draw_features,
        draw_hair_front,
        draw_accessories,
    ):
        part(scene)
    middle = slice(supersampling // 2, None, supersampling)
    canvas = scene.canvas
    atr, lip, densepose = (labels[middle, middle].copy() for labels in (canvas.atr, canvas.lip, canvas.dp))
    return dict(
        image=finish(canvas.rgb, supersampling),
        garment=flat_lay(garment, scale, supersampling),
        atr=atr,
        lip=lip,
        densepose=densepose,
        category=garment.category,
        kind=garment.kind,
        pattern=garment.pattern,
        masks={name: agnostic_mask(atr, lip, densepose, name) for name in masks},
    )
