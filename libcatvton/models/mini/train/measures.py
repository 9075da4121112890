"""What the evaluation measures: colour distance, similarity of structure, noise ratio, overlap."""

import numpy as np

SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.2126729, 0.0193339], [0.3575761, 0.7151522, 0.1191920], [0.1804375, 0.0721750, 0.9503041]]
)
WHITE_D65 = np.array([0.95047, 1.0, 1.08883])


def to_lab(rgb):
    """uint8 sRGB to CIELAB (D65)."""
    c = rgb.astype(np.float64) / 255
    c = np.where(c > 0.04045, ((c + 0.055) / 1.055) ** 2.4, c / 12.92)
    f = c @ SRGB_TO_XYZ / WHITE_D65
    f = np.where(f > 0.008856, np.cbrt(f), 7.787 * f + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def colour_distance(a, b):
    """CIE76 of each pixel."""
    return np.sqrt(((to_lab(a) - to_lab(b)) ** 2).sum(-1))


def blurred(x):
    kernel = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        x = np.apply_along_axis(lambda v: np.convolve(v, kernel, "same"), axis, x)
    return x


def ssim(a, b, where):
    """Structural similarity of the grey pictures (Gaussian window, sigma 1.5), mean over `where`."""
    a, b = a.mean(-1).astype(float), b.mean(-1).astype(float)
    mean_a, mean_b = blurred(a), blurred(b)
    var_a, var_b, both = blurred(a * a) - mean_a**2, blurred(b * b) - mean_b**2, blurred(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = ((2 * mean_a * mean_b + c1) * (2 * both + c2)) / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))
    return float(values[where].mean())


def psnr(a, b, where=None):
    error = (a.astype(float) - b.astype(float)) ** 2
    return float(10 * np.log10(255**2 / max(1e-9, (error if where is None else error[where]).mean())))


def overlap(a, b):
    """Intersection over union of two boolean maps."""
    return float((a & b).sum() / max(1, (a | b).sum()))
