"""Random numbers that stay the same: one stream per questionnaire and purpose.

Only ``Generator.random`` is used (its bits are the same in every NumPy that has PCG64); normal numbers
come from the inverse of the distribution. A new question changes nobody's other answers.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Chance:
    """Streams of one questionnaire under one seed."""

    seed: int
    questionnaire: str

    def uniform(self, purpose: str, size: int) -> Floats:
        """Numbers from 0 to below 1."""
        key = [self.seed, zlib.crc32(self.questionnaire.encode()), zlib.crc32(purpose.encode())]
        return np.random.Generator(np.random.PCG64(key)).random(size)

    def normal(self, purpose: str, size: int) -> Floats:
        """Standard normal numbers."""
        uniform = np.clip(self.uniform(purpose, size), 1e-12, 1 - 1e-12)
        return np.array([_NORMAL.inv_cdf(u) for u in uniform.tolist()])

    def order(self, purpose: str, size: int) -> Ints:
        """A random order of 0 … size-1."""
        return np.argsort(self.uniform(purpose, size), kind="stable")


def normal_cdf(values: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in values.tolist()])


def pick(uniform: Floats, weights: Sequence[float]) -> Ints:
    """Indices drawn with given relative frequencies by the numbers given (0 for the first weight)."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(np.searchsorted(edges / edges[-1], uniform, side="right"), len(weights) - 1)
