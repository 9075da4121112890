"""The picture and its label maps, painted together."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .geometry import box
from .labels import ATR, LIP

LIGHT = (-0.6, -0.35)  # where it comes from: the upper left
CLOTH_SHADE, SKIN_SHADE = 0.20, 0.16  # strength of light and shadow; 0.22 on anything else


class Canvas:
    """rgb (float32, 0..255) and the maps atr, lip and densepose (uint8); scale is its pixels in a canonical pixel."""

    def __init__(self, width, height, scale):
        self.width, self.height, self.scale = width, height, scale
        self.rgb = np.zeros((height, width, 3), np.float32)
        self.atr = np.zeros((height, width), np.uint8)
        self.lip = np.zeros((height, width), np.uint8)
        self.densepose = np.zeros((height, width), np.uint8)

    def raster(self, shape, minus=(), pad=0.0):
        """The shape less `minus` as an image of 0 and 255, `pad` canonical pixels wider than the shape's box.

        Returns the image and the canvas pixel (x, y) of its corner, or None for a shape off the canvas.
        """
        k = self.scale
        corners = np.array([box(primitive) for primitive in shape])
        (left, top), (right, bottom) = corners[:, 0].min(0), corners[:, 1].max(0)
        x0, y0 = int(max(0, (left - pad) * k - 2)), int(max(0, (top - pad) * k - 2))
        x1, y1 = int(min(self.width, (right + pad) * k + 3)), int(min(self.height, (bottom + pad) * k + 3))
        if x1 <= x0 or y1 <= y0:
            return None
        image = Image.new("L", (x1 - x0, y1 - y0), 0)
        pen = ImageDraw.Draw(image)
        for primitives, value in ((shape, 255), (minus, 0)):
            for kind, data in primitives:
                if kind == "poly":
                    pen.polygon([(float(x * k - x0), float(y * k - y0)) for x, y in data], fill=value)
                else:
                    cx, cy, rx, ry = data[0] * k - x0, data[1] * k - y0, data[2] * k, data[3] * k
                    pen.ellipse([cx - rx, cy - ry, cx + rx, cy + ry], fill=value)
        return image, x0, y0

    def paint(
        self,
        shape,
        colour,
        minus=(),
        label=None,
        densepose=None,
        shade=0.22,
        rim=0.10,
        soft=3.0,
        folds=None,
        blend=1.0,
    ):
        """Fill a shape less `minus`, as a lit, rounded surface.

        colour: RGB, or a function of canonical x and y (arrays) that returns RGB; None sets labels only
        label, densepose: what it is, a name in ATR and LIP and a part's number; None leaves that map as it is
        shade, rim: strength of the light and of the darkening towards the edge; soft: how far they reach, canonical
            pixels; folds: brightness at every pixel of the canvas, for a lit surface only
        blend: opacity
        """
        raster = self.raster(shape, minus, pad=soft)
        if raster is None:
            return
        image, x0, y0 = raster
        inside = np.asarray(image) > 127
        area = (slice(y0, y0 + image.height), slice(x0, x0 + image.width))
        if colour is not None:
            rgb = self._colours(colour, area)
            if shade or rim:
                brightness = self._brightness(image, shade, rim, soft)
                rgb = rgb * (brightness if folds is None else brightness * folds[area])[..., None]
            mixed = self.rgb[area] * (1 - blend) + rgb * blend
            self.rgb[area] = np.where(inside[..., None], mixed, self.rgb[area])
        if label is not None:
            self.atr[area][inside] = ATR[label]
            self.lip[area][inside] = LIP[label]
        if densepose is not None:
            self.densepose[area][inside] = densepose

    def paint_flat(self, shape, colour, **options):
        """Fill a shape with the bare colour; options are those of paint."""
        self.paint(shape, colour, shade=0, rim=0, **options)

    def _colours(self, colour, area):
        if not callable(colour):
            return np.asarray(colour, np.float32)
        ys, xs = np.mgrid[area].astype(np.float32)
        return colour((xs + 0.5) / self.scale, (ys + 0.5) / self.scale)

    def _brightness(self, image, shade, rim, soft):
        """Of a rastered shape whose blurred outline is taken for its height."""
        height = np.asarray(image.filter(ImageFilter.GaussianBlur(soft * self.scale)), np.float32) / 255
        down, across = np.gradient(height)
        lit = (across * -LIGHT[0] + down * -LIGHT[1]) * soft * self.scale
        return 1 + shade * 2.0 * lit - rim * np.clip(1.6 * (1 - height) - 0.2, 0, 1)


def finish(rgb, supersampling):
    """The picture at its final size, uint8."""
    image = Image.fromarray(np.clip(rgb + 0.5, 0, 255).astype(np.uint8))
    return np.asarray(image.reduce(supersampling) if supersampling > 1 else image)
