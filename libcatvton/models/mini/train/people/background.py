"""The room behind the person."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .palette import WALLS, any_of

STYLES = ("wall", "wall and floor", "panel", "line")


def draw_background(canvas, rng):
    """A wall lit from one side; most have a floor, some of those a panel or a vertical line too."""
    y = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None, None]
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)[None, :, None]
    base = any_of(rng, WALLS).astype(np.float32) + rng.uniform(-8, 8, 3).astype(np.float32)
    wall = base * (1.03 - 0.12 * np.abs(x - rng.uniform(0.2, 0.8)) - 0.05 * y)
    floor_y = rng.uniform(0.76, 0.88)
    floor = base * np.array([0.86, 0.84, 0.81], np.float32) * (0.94 + 0.10 * (y - floor_y) / 0.2)
    style = STYLES[int(rng.integers(len(STYLES)))]
    room = wall if style == "wall" else np.where(y > floor_y, floor, wall)
    if style == "panel":
        left, right = rng.uniform(0.0, 0.3), rng.uniform(0.7, 1.0)
        inside = (x > left) & (x < right) & (y > 0.04) & (y < floor_y - 0.06)
        room = np.where(inside, room * 0.93 + 8, room)
    elif style == "line":
        room = np.where((np.abs(x - rng.uniform(0.04, 0.96)) < 0.012) & (y < floor_y), room * 0.93, room)
    canvas.rgb[:] = np.clip(room, 0, 252)


def draw_floor_shadow(scene):
    canvas, k = scene.canvas, scene.canvas.scale
    x, y = scene.body.cx * k, (scene.body.ankle_y + 10) * k
    shadow = Image.new("L", (canvas.width, canvas.height), 0)
    ImageDraw.Draw(shadow).ellipse([x - 36 * k, y - 4 * k, x + 40 * k, y + 5 * k], fill=110)
    shadow = np.asarray(shadow.filter(ImageFilter.GaussianBlur(3.5 * k)), np.float32)[..., None] / 255
    canvas.rgb *= 1 - 0.75 * shadow
