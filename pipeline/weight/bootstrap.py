"""Bootstrap multipliers: how often each respondent is drawn in each replicate."""

from __future__ import annotations

import zlib

import numpy as np

from pipeline.weight.raking import Floats
from pipeline.weight.sampling import Sampling


def multipliers(n: int, replicates: int, seed: int, stream: str) -> Floats:
    """Rescaled bootstrap of Rao and Wu (JASA 1988) for one stratum of independent units.

    ``n - 1`` units are drawn with replacement and counted ``n / (n - 1)`` times, so that the variance
    between replicates is unbiased for a total. With one unit nothing varies.

    Args:
        n: units: respondents, or clusters.
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


def of_design(sampling: Sampling, replicates: int, seed: int, stream: str) -> Floats:
    """Multipliers of a sample with strata and clusters: each stratum is drawn from on its own.

    All respondents of a cluster are drawn together. A finite population of which a share f was drawn
    shrinks the multipliers towards 1 by √(1 - f) (Rao and Wu 1988, section 4). A stratum with one unit does
    not vary between replicates, whatever ``lonely`` says.

    Args:
        sampling: of the questionnaire.
        replicates: rows to make.
        seed: from ``params.yaml``.
        stream: name of the questionnaire.
    """
    n = len(sampling.stratum)
    out = np.ones((replicates, n))
    units = sampling.units
    strata = sorted(set(sampling.stratum))
    for name in strata:
        rows = np.flatnonzero(sampling.stratum == name)
        _, of = np.unique(units[rows], return_inverse=True)
        own = stream if len(strata) == 1 else f"{stream}/{name}"
        drawn = multipliers(int(of.max()) + 1, replicates, seed, own)[:, of]
        left = float(sampling.correction[rows[0]])
        out[:, rows] = drawn if left == 1 else 1 + np.sqrt(left) * (drawn - 1)
    return out
