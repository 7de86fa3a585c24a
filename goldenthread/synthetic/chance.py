"""Chance that gives the same answer on every machine.

Draws come from PCG64 with an explicit seed; every distribution is a table of quantiles, because
``exp`` and ``log`` may differ in the last bit between processors. What must be the same in every
submission (is this cell spoilt? which of the rarer values?) is taken from an event's own salt.
"""

import zlib

import numpy as np

Rng = np.random.Generator
Quantiles = list[tuple[float, float]]
BLANK = -(2**31)  # a day, or an amount, that is not there


def generator(*seed: int) -> Rng:
    """A generator for one purpose: the council's seed, then what it is for."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(list(seed))))


def spread(uniform: np.ndarray, quantiles: Quantiles) -> np.ndarray:
    """Whole numbers whose shares below each point are those of ``quantiles`` [(share, number)]."""
    shares, numbers = zip(*quantiles, strict=True)
    return np.floor(np.interp(uniform, shares, numbers)).astype(np.int32)


def pick(rng: Rng, size: int, weights: dict[int, float]) -> np.ndarray:
    """``size`` of the keys of ``weights``, each as often as its weight says."""
    bounds = np.cumsum(list(weights.values()))
    at = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return np.array(list(weights), dtype=np.int32)[at]


def salted(salt: np.ndarray, purpose: str) -> np.ndarray:
    """A number in [0, 1) for each salt (uint32), the same for ever for one salt and purpose."""
    mixed = salt.astype(np.uint64) ^ np.uint64(zlib.crc32(purpose.encode()))
    for factor in (0x7FEB352D, 0x846CA68B):
        mixed = ((mixed ^ (mixed >> np.uint64(16))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return (mixed ^ (mixed >> np.uint64(15))) / 2.0**32
