"""Scarf, hat, glasses and bag; most people wear none of them."""

from .geometry import blob, disc, poly
from .labels import SIDES
from .palette import CLOTHES, any_of

DARK_GLASS, RIM, GLASSES_FRAME = (30, 30, 34), (70, 60, 56), (34, 34, 38)
SCARF_CHANCE, HAT_CHANCE, GLASSES_CHANCE, BAG_CHANCE = 0.07, 0.14, 0.12, 0.12


def draw_scarf(scene):
    """Round the neck, with one end hanging."""
    canvas, rng, cx, y = scene.canvas, scene.rng, scene.body.cx, scene.body.shoulder_y
    if rng.random() >= SCARF_CHANCE:
        return
    colour = any_of(rng, CLOTHES)
    side = 1 if rng.random() < 0.5 else -1
    loop = blob((cx - 11, y - 7), (cx, y - 3.5), (cx + 11, y - 7), (cx + 12, y + 1), (cx, y + 6), (cx - 12, y + 1))
    canvas.paint([loop], colour, label="scarf", rim=0.15)
    end = poly((cx + side * 2, y), (cx + side * 9, y), (cx + side * 10, y + 30), (cx + side * 2.5, y + 30))
    canvas.paint([end], colour * 0.94, label="scarf", rim=0.15)


def draw_accessories(scene):
    """Each with a small chance of its own."""
    hat, brim, glasses, dark, bag, hand = scene.rng.random(6)
    if hat < HAT_CHANCE:
        draw_hat(scene, has_brim=brim < 0.5)
    if glasses < GLASSES_CHANCE:
        draw_glasses(scene, dark=dark < 0.6)
    if bag < BAG_CHANCE:
        draw_bag(scene, hand=0 if hand < 0.5 else 1)


def draw_hat(scene, has_brim):
    """A hat with a brim all round, or a cap with a band."""
    canvas, colour = scene.canvas, any_of(scene.rng, CLOTHES)
    (hx, hy), rx, ry = scene.body.head, scene.body.head_rx, scene.body.head_ry
    crown = blob(
        (hx - rx - 2.4, hy - 6.5),
        (hx - rx - 1.5, hy - ry + 1),
        (hx - 5, hy - ry - 6),
        (hx + 5, hy - ry - 6),
        (hx + rx + 1.5, hy - ry + 1),
        (hx + rx + 2.4, hy - 6.5),
    )
    canvas.paint([crown], colour, label="hat", shade=0.25)
    if has_brim:
        canvas.paint([disc((hx, hy - 8), rx + 9, 3.0)], colour * 0.9, label="hat", shade=0.2)
        return
    band = poly(
        (hx - rx - 2.4, hy - 10),
        (hx + rx + 2.4, hy - 10),
        (hx + rx + 2.6, hy - 6),
        (hx - rx - 2.6, hy - 6),
    )
    canvas.paint([band], colour * 0.82, label="hat", shade=0.2)


def draw_glasses(scene, dark):
    """Sunglasses when dark, else rims."""
    (hx, hy), rx = scene.body.head, scene.body.head_rx
    for side in SIDES:
        centre = (hx + side * rx * 0.43, hy + 0.2)
        hole = [] if dark else [disc(centre, 3.6, 2.8)]
        scene.canvas.paint_flat([disc(centre, 4.6, 3.8)], DARK_GLASS if dark else RIM, minus=hole, label="glasses")
    frame = [poly((hx - 2, hy - 1), (hx + 2, hy - 1), (hx + 2, hy + 0.2), (hx - 2, hy + 0.2))]
    for side in SIDES:
        ear, rim = hx + side * rx, hx + side * rx * 0.7
        frame.append(poly((ear, hy - 1.6), (rim, hy - 1.2), (rim, hy - 0.2), (ear, hy - 0.6)))
    scene.canvas.paint_flat(frame, GLASSES_FRAME, label="glasses")


def draw_bag(scene, hand):
    """Hangs from one hand: 0 is the person's right."""
    canvas, colour = scene.canvas, any_of(scene.rng, CLOTHES) * 0.92
    x, y = scene.body.wrists[hand] + [0, 9]
    handle, hole = disc((x, y + 8), 7, 9), disc((x, y + 8), 5.4, 7.4)
    canvas.paint([handle], colour * 0.8, minus=[hole], label="bag", shade=0.1)
    bag = poly((x - 10, y + 8), (x + 10, y + 8), (x + 12, y + 27), (x - 12, y + 27))
    canvas.paint([bag], colour, label="bag", shade=0.25, rim=0.15)
