"""Random streams that depend on a seed and a purpose only."""

import numpy as np


def rng_of(seed, stream):
    """A generator of its own for each purpose (`stream`), so that a change to one leaves the others as they are."""
    return np.random.default_rng([int(seed) & 0x7FFFFFFF, stream])
