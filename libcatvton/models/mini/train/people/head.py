"""The head: hair behind, face, hair in front."""

from .geometry import disc, poly, spline


def draw_hair_behind(scene):
    """What of the hair falls behind the body."""
    cv, body, r, hair, style = scene.canvas, scene.body, scene.rng, scene.hair, scene.hair_style
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    if style == "long":
        end = body.sh_y + float(r.uniform(6, 26))
        cv.paint(
            [
                disc((hx, hy - 2), hw + 3.6, hh + 2),
                poly(
                    spline(
                        [
                            (hx - hw - 3.4, hy - 4),
                            (hx - hw - 4.4, hy + 18),
                            (hx - hw - 2, end),
                            (hx, end + 2),
                            (hx + hw + 2, end),
                            (hx + hw + 4.4, hy + 18),
                            (hx + hw + 3.4, hy - 4),
                        ]
                    )
                ),
            ],
            hair * 0.82,
            label="hair",
        )
    elif style == "bob":
        cv.paint(
            [
                disc((hx, hy - 1), hw + 4, hh + 1.5),
                poly(
                    spline(
                        [
                            (hx - hw - 3.8, hy - 2),
                            (hx - hw - 3.6, hy + 17),
                            (hx, hy + 21),
                            (hx + hw + 3.6, hy + 17),
                            (hx + hw + 3.8, hy - 2),
                        ]
                    )
                ),
            ],
            hair * 0.82,
            label="hair",
        )
    elif style == "bun":
        cv.paint([disc((hx + 1, hy - hh - 3.5), 6.5)], hair, label="hair")


def draw_head(scene):
    """Ears and face, without features."""
    cv, skin = scene.canvas, scene.skin
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    cv.part([disc((hx, hy), hw, hh)], 24)
    cv.paint(
        [disc((hx - hw + 0.4, hy + 1), 2.4, 3.6), disc((hx + hw - 0.4, hy + 1), 2.4, 3.6)], skin * 0.95, label="face"
    )
    face = spline(
        [
            (hx, hy - hh),
            (hx + hw * 0.75, hy - hh * 0.72),
            (hx + hw, hy - 1),
            (hx + hw * 0.86, hy + hh * 0.48),
            (hx + hw * 0.34, hy + hh * 0.94),
            (hx - hw * 0.34, hy + hh * 0.94),
            (hx - hw * 0.86, hy + hh * 0.48),
            (hx - hw, hy - 1),
            (hx - hw * 0.75, hy - hh * 0.72),
        ]
    )
    cv.paint([poly(face)], skin, label="face", dp=24, shade=0.14, soft=4)
    right_half(cv, hx)


def draw_features(scene):
    """Cheeks, eyes, brows, nose and mouth."""
    cv, skin, hair = scene.canvas, scene.skin, scene.hair
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    blush = skin * [1.0, 0.86, 0.84]
    for s_ in (-1, 1):
        cv.paint([disc((hx + s_ * hw * 0.56, hy + 6.2), 2.8, 1.9)], blush, shade=0, rim=0, blend=0.5)
        cv.paint([disc((hx + s_ * hw * 0.42, hy - 0.2), 2.5, 1.7)], (250, 250, 250), shade=0, rim=0)
        cv.paint([disc((hx + s_ * hw * 0.42, hy - 0.1), 1.55)], (52, 38, 32), shade=0, rim=0)
        cv.paint(
            [
                poly(
                    [
                        (hx + s_ * hw * 0.22, hy - 4.3),
                        (hx + s_ * hw * 0.44, hy - 5.2),
                        (hx + s_ * hw * 0.66, hy - 4.1),
                        (hx + s_ * hw * 0.64, hy - 3.2),
                        (hx + s_ * hw * 0.44, hy - 4.0),
                        (hx + s_ * hw * 0.22, hy - 3.2),
                    ]
                )
            ],
            hair * 0.8,
            shade=0,
            rim=0,
        )
    cv.paint([poly([(hx - 0.4, hy + 0.5), (hx + 1.7, hy + 5.2), (hx - 1.3, hy + 5.4)])], skin * 0.84, shade=0, rim=0)
    lip = skin * [0.86, 0.58, 0.58] + [20, 0, 4]
    cv.paint(
        [poly(spline([(hx - 4, hy + 9.2), (hx, hy + 8.7), (hx + 4, hy + 9.2), (hx, hy + 11.4)]))], lip, shade=0, rim=0
    )


def draw_hair_front(scene):
    """The hair that frames the face."""
    cv, r, hair, style = scene.canvas, scene.rng, scene.hair, scene.hair_style
    (hx, hy), hw, hh = scene.body.head, scene.body.head_w, scene.body.head_h
    if style == "none":
        return
    part = float(r.uniform(-6, 6))
    drop = {"short": 2, "bob": 8, "long": 7, "bun": 1}[style]
    cap = spline(
        [
            (hx - hw - 1.8, hy + drop - 2),
            (hx - hw - 2.6, hy - 8),
            (hx - hw * 0.6, hy - hh - 2.6),
            (hx + hw * 0.6, hy - hh - 2.6),
            (hx + hw + 2.6, hy - 8),
            (hx + hw + 1.8, hy + drop - 2),
            (hx + hw - 0.8, hy - 3),
            (hx + hw * 0.7, hy - hh * 0.52),
            (hx + part, hy - hh * 0.66),
            (hx - hw * 0.7, hy - hh * 0.52),
            (hx - hw + 0.8, hy - 3),
        ]
    )
    cv.paint([poly(cap)], hair, label="hair", shade=0.3)


def right_half(cv, hx):
    """DensePose halves of the head: 23 is the person's right, at the left of the image."""
    x = int(hx * cv.k)
    part = cv.dp[:, :x]
    part[part == 24] = 23
