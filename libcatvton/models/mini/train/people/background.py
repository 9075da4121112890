"""The room behind the person."""

import numpy as np


def background(r, cv):
    h, w = cv.h, cv.w
    yy = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    xx = np.linspace(0, 1, w, dtype=np.float32)[None, :, None]
    base = np.array(
        [
            [226, 228, 232],
            [238, 232, 222],
            [206, 220, 230],
            [214, 226, 212],
            [232, 216, 216],
            [190, 196, 206],
            [246, 246, 246],
        ][int(r.integers(7))],
        np.float32,
    ) + r.uniform(-8, 8, 3).astype(np.float32)
    wall = base * (1.03 - 0.12 * np.abs(xx - r.uniform(0.2, 0.8)) - 0.05 * yy)
    floor_y = r.uniform(0.76, 0.88)
    floor = base * np.array([0.86, 0.84, 0.81], np.float32) * (0.94 + 0.10 * (yy - floor_y) / 0.2)
    style = int(r.integers(4))
    if style == 0:
        img = wall + 0 * xx
    else:
        img = np.where(yy > floor_y, floor, wall)
    if style == 2:  # a panel or a window
        x0, x1 = r.uniform(0.0, 0.3), r.uniform(0.7, 1.0)
        inside = (xx > x0) & (xx < x1) & (yy > 0.04) & (yy < floor_y - 0.06)
        img = np.where(inside, img * 0.93 + 8, img)
    if style == 3:
        x0 = r.uniform(0.04, 0.96)
        img = np.where((np.abs(xx - x0) < 0.012) & (yy < floor_y), img * 0.93, img)
    cv.rgb[:] = np.clip(img, 0, 252)
