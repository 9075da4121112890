"""One person in one garment: the picture, the garment and all labels."""

import numpy as np
from PIL import Image

from .accessories import draw_accessories, draw_scarf
from .background import draw_background, draw_floor_shadow
from .body import Body
from .canvas import Canvas, finish
from .flat_lay import flat_lay
from .garment import Garment
from .head import draw_features, draw_hair_behind, draw_hair_front, draw_head
from .labels import CATEGORY, HEIGHT, KINDS, WIDTH
from .limbs import draw_arms, draw_legs, draw_torso
from .masks import agnostic_mask
from .palette import HAIRS, SKINS, variant_of
from .randomness import rng_of
from .scene import Scene

# Streams of the person's seed, so that one part's draws do not move another's.
LOOKS, BODY, OWN_UPPER_KIND, OWN_LOWER_KIND, FOLDS = 1, 2, 3, 4, 5
OWN_UPPER, OWN_LOWER = 12, 13
UPPER_KINDS = [kind for kind in KINDS if CATEGORY[kind] == "upper"]
LOWER_KINDS = [kind for kind in KINDS if CATEGORY[kind] == "lower"]
HAIR_STYLES = ["short", "bob", "long", "bun", "none"]
HAIR_CHANCES = [0.35, 0.15, 0.32, 0.13, 0.05]

PARTS = (  # from back to front
    draw_floor_shadow,
    draw_hair_behind,
    draw_legs,
    draw_torso,
    draw_arms,
    draw_scarf,
    draw_head,
    draw_features,
    draw_hair_front,
    draw_accessories,
)


def outfit(person_seed, garment):
    """What is worn above and below: the garment, and the person's own clothes where it leaves room."""
    if garment.category == "overall":
        return garment, None
    if garment.category == "lower":
        kind = UPPER_KINDS[int(rng_of(person_seed, OWN_UPPER_KIND).choice(3, p=[0.5, 0.3, 0.2]))]
        return Garment(person_seed, kind, OWN_UPPER), garment
    kind = LOWER_KINDS[int(rng_of(person_seed, OWN_LOWER_KIND).choice(3, p=[0.6, 0.2, 0.2]))]
    return garment, Garment(person_seed, kind, OWN_LOWER)


def soft_folds(person_seed, width, height):
    """Low-frequency brightness, the same for every garment of one person."""
    low = (rng_of(person_seed, FOLDS).random((10, 8)) * 255).astype(np.uint8)
    smooth = Image.fromarray(low).resize((width, height), Image.BICUBIC)
    return 1 + 0.035 * (np.asarray(smooth, np.float32) / 127.5 - 1)


def make_scene(person_seed, garment, scale):
    """The room, and all that is known of the person before the first part is painted."""
    canvas = Canvas(int(WIDTH * scale), int(HEIGHT * scale), scale)
    upper, lower = outfit(person_seed, garment)
    rng = rng_of(person_seed, LOOKS)
    draw_background(canvas, rng)
    return Scene(
        canvas=canvas,
        body=Body(rng_of(person_seed, BODY)),
        rng=rng,
        skin=variant_of(rng, SKINS, 6, 20),
        hair=variant_of(rng, HAIRS, 8, 10),
        hair_style=str(rng.choice(HAIR_STYLES, p=HAIR_CHANCES)),
        upper=upper,
        lower=lower,
        folds=soft_folds(person_seed, canvas.width, canvas.height),
    )


def draw(person_seed, garment_seed, scale=1.0, supersampling=2, kind=None, masks=()):
    """The person of person_seed wearing the garment of garment_seed, of the given kind if one is named.

    scale multiplies the 192x256 pixels of the result; supersampling is how much larger than that it is painted.
    Returns a dict: image and garment (uint8 HxWx3), atr, lip and densepose (uint8 HxW labels), masks (the named ones,
    uint8 HxW, 0 or 255), category (the mask that the garment needs), kind, pattern.
    """
    garment = Garment(garment_seed, kind)
    scene = make_scene(person_seed, garment, scale * supersampling)
    for draw_part in PARTS:
        draw_part(scene)
    canvas = scene.canvas
    middle = slice(supersampling // 2, None, supersampling)
    atr, lip, densepose = (labels[middle, middle].copy() for labels in (canvas.atr, canvas.lip, canvas.densepose))
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
