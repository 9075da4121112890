"""The head: hair behind, face, hair in front."""

from .geometry import blob, disc, poly
from .labels import DENSEPOSE, SIDES

EYE_WHITE, PUPIL = (250, 250, 250), (52, 38, 32)
FRINGE_ENDS = dict(short=2, bob=8, long=7, bun=1)  # how far below the head's centre hair in front reaches


def draw_hair_behind(scene):
    """What of the hair falls behind the body, and a bun."""
    body, hair, style = scene.body, scene.hair, scene.hair_style
    hx, hy = body.head
    if style == "long":
        end = body.shoulder_y + float(scene.rng.uniform(6, 26))
        scene.canvas.paint(long_hair(body, end), hair * 0.82, label="hair")
    elif style == "bob":
        scene.canvas.paint(bob(body), hair * 0.82, label="hair")
    elif style == "bun":
        scene.canvas.paint([disc((hx + 1, hy - body.head_ry - 3.5), 6.5)], hair, label="hair")


def long_hair(body, end):
    """Down to the height `end`."""
    (hx, hy), rx, ry = body.head, body.head_rx, body.head_ry
    falling = blob(
        (hx - rx - 3.4, hy - 4),
        (hx - rx - 4.4, hy + 18),
        (hx - rx - 2, end),
        (hx, end + 2),
        (hx + rx + 2, end),
        (hx + rx + 4.4, hy + 18),
        (hx + rx + 3.4, hy - 4),
    )
    return [disc((hx, hy - 2), rx + 3.6, ry + 2), falling]


def bob(body):
    (hx, hy), rx, ry = body.head, body.head_rx, body.head_ry
    falling = blob(
        (hx - rx - 3.8, hy - 2),
        (hx - rx - 3.6, hy + 17),
        (hx, hy + 21),
        (hx + rx + 3.6, hy + 17),
        (hx + rx + 3.8, hy - 2),
    )
    return [disc((hx, hy - 1), rx + 4, ry + 1.5), falling]


def draw_head(scene):
    """Ears and face, without features."""
    canvas, skin = scene.canvas, scene.skin
    (hx, hy), rx, ry = scene.body.head, scene.body.head_rx, scene.body.head_ry
    right, left = DENSEPOSE["head"]
    canvas.paint([disc((hx, hy), rx, ry)], None, densepose=left)
    ears = [disc((hx - rx + 0.4, hy + 1), 2.4, 3.6), disc((hx + rx - 0.4, hy + 1), 2.4, 3.6)]
    canvas.paint(ears, skin * 0.95, label="face")
    face = blob(
        (hx, hy - ry),
        (hx + rx * 0.75, hy - ry * 0.72),
        (hx + rx, hy - 1),
        (hx + rx * 0.86, hy + ry * 0.48),
        (hx + rx * 0.34, hy + ry * 0.94),
        (hx - rx * 0.34, hy + ry * 0.94),
        (hx - rx * 0.86, hy + ry * 0.48),
        (hx - rx, hy - 1),
        (hx - rx * 0.75, hy - ry * 0.72),
    )
    canvas.paint([face], skin, label="face", densepose=left, shade=0.14, soft=4)
    right_half = canvas.densepose[:, : int(hx * canvas.scale)]
    right_half[right_half == left] = right


def draw_features(scene):
    """Cheeks, eyes, brows, nose and mouth."""
    canvas, skin = scene.canvas, scene.skin
    hx, hy = scene.body.head
    for side in SIDES:
        draw_cheek_and_eye(scene, side)
    nose = poly((hx - 0.4, hy + 0.5), (hx + 1.7, hy + 5.2), (hx - 1.3, hy + 5.4))
    canvas.paint_flat([nose], skin * 0.84)
    mouth = blob((hx - 4, hy + 9.2), (hx, hy + 8.7), (hx + 4, hy + 9.2), (hx, hy + 11.4))
    canvas.paint_flat([mouth], skin * [0.86, 0.58, 0.58] + [20, 0, 4])


def draw_cheek_and_eye(scene, side):
    canvas = scene.canvas
    hx, hy = scene.body.head
    out = side * scene.body.head_rx
    canvas.paint_flat([disc((hx + out * 0.56, hy + 6.2), 2.8, 1.9)], scene.skin * [1.0, 0.86, 0.84], blend=0.5)
    canvas.paint_flat([disc((hx + out * 0.42, hy - 0.2), 2.5, 1.7)], EYE_WHITE)
    canvas.paint_flat([disc((hx + out * 0.42, hy - 0.1), 1.55)], PUPIL)
    brow = poly(
        (hx + out * 0.22, hy - 4.3),
        (hx + out * 0.44, hy - 5.2),
        (hx + out * 0.66, hy - 4.1),
        (hx + out * 0.64, hy - 3.2),
        (hx + out * 0.44, hy - 4.0),
        (hx + out * 0.22, hy - 3.2),
    )
    canvas.paint_flat([brow], scene.hair * 0.8)


def draw_hair_front(scene):
    """The hair that frames the face."""
    if scene.hair_style == "none":
        return
    (hx, hy), rx, ry = scene.body.head, scene.body.head_rx, scene.body.head_ry
    parting = hx + float(scene.rng.uniform(-6, 6))
    end = hy + FRINGE_ENDS[scene.hair_style]
    cap = blob(
        (hx - rx - 1.8, end - 2),
        (hx - rx - 2.6, hy - 8),
        (hx - rx * 0.6, hy - ry - 2.6),
        (hx + rx * 0.6, hy - ry - 2.6),
        (hx + rx + 2.6, hy - 8),
        (hx + rx + 1.8, end - 2),
        (hx + rx - 0.8, hy - 3),
        (hx + rx * 0.7, hy - ry * 0.52),
        (parting, hy - ry * 0.66),
        (hx - rx * 0.7, hy - ry * 0.52),
        (hx - rx + 0.8, hy - 3),
    )
    scene.canvas.paint([cap], scene.hair, label="hair", shade=0.3)
