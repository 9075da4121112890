"""The picture and its label maps, painted together."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .labels import ATR, LIP


class Canvas:
    def __init__(self, width, height, k):
        self.w, self.h, self.k = width, height, k
        self.rgb = np.zeros((height, width, 3), np.float32)
        self.atr = np.zeros((height, width), np.uint8)
        self.lip = np.zeros((height, width), np.uint8)
        self.dp = np.zeros((height, width), np.uint8)
        self.light = (-0.6, -0.35)

    def raster(self, shape, minus=(), pad=0.0):
        """Boolean mask of a union of primitives inside a padded bounding box; (mask, x0, y0) or None."""
        k = self.k
        lo, hi = np.array([1e9, 1e9]), np.array([-1e9, -1e9])
        for kind, g in shape:
            if kind == "poly":
                a, b = g.min(0), g.max(0)
            else:
                a, b = np.array([g[0] - g[2], g[1] - g[3]]), np.array([g[0] + g[2], g[1] + g[3]])
            lo, hi = np.minimum(lo, a), np.maximum(hi, b)
        x0, y0 = int(max(0, (lo[0] - pad) * k - 2)), int(max(0, (lo[1] - pad) * k - 2))
        x1, y1 = int(min(self.w, (hi[0] + pad) * k + 3)), int(min(self.h, (hi[1] + pad) * k + 3))
        if x1 <= x0 or y1 <= y0:
            return None
        im = Image.new("L", (x1 - x0, y1 - y0), 0)
        dr = ImageDraw.Draw(im)
        for prims, value in ((shape, 255), (minus, 0)):
            for kind, g in prims:
                if kind == "poly":
                    dr.polygon([(float(x * k - x0), float(y * k - y0)) for x, y in g], fill=value)
                else:
                    cx, cy, rx, ry = g[0] * k - x0, g[1] * k - y0, g[2] * k, g[3] * k
                    dr.ellipse([cx - rx, cy - ry, cx + rx, cy + ry], fill=value)
        return im, x0, y0

    def paint(
        self, shape, colour, minus=(), label=None, dp=None, shade=0.22, soft=3.0, folds=None, rim=0.10, blend=1.0
    ):
        """Fill a shape. colour: rgb triple, or fn(x, y) -> (..., 3) in canonical coordinates."""
        got = self.raster(shape, minus, pad=soft)
        if got is None:
            return
        im, x0, y0 = got
        m = np.asarray(im) > 127
        if not m.any():
            return
        h, w = m.shape
        sl = (slice(y0, y0 + h), slice(x0, x0 + w))
        if colour is not None:
            if callable(colour):
                ys, xs = np.mgrid[y0 : y0 + h, x0 : x0 + w].astype(np.float32)
                col = colour((xs + 0.5) / self.k, (ys + 0.5) / self.k)
            else:
                col = np.broadcast_to(np.asarray(colour, np.float32), (h, w, 3))
            if shade or rim:
                b = np.asarray(im.filter(ImageFilter.GaussianBlur(soft * self.k)), np.float32) / 255
                gy, gx = np.gradient(b)
                lit = (gx * -self.light[0] + gy * -self.light[1]) * soft * self.k
                f = 1 + shade * 2.0 * lit - rim * np.clip(1.6 * (1 - b) - 0.2, 0, 1)
                if folds is not None:
                    f = f * folds[sl]
                col = col * f[..., None]
            mm = m[..., None]
            self.rgb[sl] = np.where(mm, self.rgb[sl] * (1 - blend) + col * blend, self.rgb[sl])
        if label is not None:
            self.atr[sl][m] = ATR[label]
            if LIP[label] or label in ("background", "skin"):
                self.lip[sl][m] = LIP[label]
            elif label == "bag":
                self.lip[sl][m] = 0
        if dp is not None:
            self.dp[sl][m] = dp

    def part(self, shape, dp):
        self.paint(shape, None, dp=dp)


def finish(rgb, supersampling):
    """The picture at its final size, uint8."""
    im = Image.fromarray(np.clip(rgb + 0.5, 0, 255).astype(np.uint8))
    return np.asarray(im.reduce(supersampling) if supersampling > 1 else im)
