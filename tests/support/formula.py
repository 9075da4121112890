"""Formula weights in Python: parameters that follow from their names (see formula_weights.hpp for the formula)."""
import math
import zlib

import numpy as np


def unit(name, count, salt=""):
    """u of the elements 0..count-1, float32 in [0, 1)."""
    x = np.arange(count, dtype=np.uint32)
    x *= np.uint32(0x9E3779B1)
    x += np.uint32(zlib.crc32(f"{salt}:{name}".encode()))
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x ^= x >> np.uint32(shift)
        x *= np.uint32(factor)
    x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


def values(name, shape, salt=""):
    """The parameter as a float32 array of that shape; for the parameters of the UNet and the VAE."""
    s = (unit(name, math.prod(shape), salt) - np.float32(0.5)) * np.float32(2)
    if len(shape) >= 2:
        s *= np.float32(math.sqrt(3.0 / math.prod(shape[1:])))
    elif name.endswith("bias"):
        s *= np.float32(0.05)
    else:
        s = np.float32(1) + s * np.float32(0.1)
    return s.reshape(shape)
