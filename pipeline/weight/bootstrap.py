"""Bootstrap multipliers: how often each respondent is drawn in each replicate."""

from __future__ import annotations

import zlib

import numpy as np

from pipeline.weight.raking import Floats


def multipliers(n: int, replicates: int, seed: int, stream: str) -> Floats:
    """Rescaled bootstrap of Rao and Wu (JASA 1988) for one stratum of independent respondents.

    ``n - 1`` respondents are drawn with replacement and counted ``n / (n - 1)`` times, so that the variance
    between replicates is unbiased for a total. With one respondent nothing varies.

    Args:
        n: respondents.
        replicates: rows to make.
        seed: from ``params.yaml``.
        stream: keeps questionnaires independent of each other (their name).

    Returns:
        ``replicates`` x ``n``, every row with mean 1.
    """
    if n < 2:
        return np.ones((replicates, n))
    random = np.random.default_rng([seed, zlib.crc32(stream.encode())])
    drawn = random.integers(0, n, size=(replicates, n - 1))
    flat = drawn + np.arange(replicates)[:, None] * n
    counts = np.bincount(flat.ravel(), minlength=replicates * n).reshape(replicates, n)
    scaled: Floats = counts * np.float64(n / (n - 1))
    return scaled
