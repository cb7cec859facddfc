"""How far predictions are apart, and how far they may be."""

import numpy as np

# Single precision has seven digits; a prediction that differs by more was computed otherwise.
ALLOWED = 1e-6

# Where a network is so steep that single precision alone moves PyTorch's own predictions further, two programs may be
# apart by the rounding of both, with some room.
ROUNDINGS = 4


def allowed(single, double):
    """The most that predictions may differ, by those of the same program in single and in double precision."""
    return max(ALLOWED, ROUNDINGS * difference(single, double))


def difference(found, expected):
    """The largest difference of two arrays of predictions: of probabilities, and of values in units of the largest one
    where that is above 1. Other shapes, and what is not a number, are infinitely far apart."""
    found, expected = (np.asarray(array, dtype=np.float64) for array in (found, expected))
    found = found.reshape(expected.shape) if found.size == expected.size else found
    if found.shape != expected.shape or not expected.size or not np.isfinite(found).all():
        return np.inf
    return float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))
