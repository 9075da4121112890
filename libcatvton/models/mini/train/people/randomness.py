"""Random streams that depend on a seed and a purpose only."""

import numpy as np


def rng_of(seed, stream):
    return np.random.default_rng([int(seed) & 0x7FFFFFFF, stream])
