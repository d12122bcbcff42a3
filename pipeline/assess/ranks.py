"""Ranks with their uncertainty: confidence sets after Mogstad, Romano, Shaikh and Wilhelm (2024).

A rank counts how many others lie higher. So a confidence set for ranks follows from one-sided tests of
all ordered pairs "field j lies higher than field k", with a critical value that holds for all of them at
once (the largest studentised difference, max-t) and a stepwise refinement: pairs already decided no
longer raise the hurdle for the others (Romano and Wolf 2005). Source: M. Mogstad, J. Romano, A. Shaikh,
D. Wilhelm, "Inference for Ranks with Applications to Mobility across Neighbourhoods and Academic
Achievement across Countries", Review of Economic Studies 91 (2024) 476-518, sections 3.1 and 3.2.

The critical value comes from draws of a multivariate t distribution with the scores' own covariance.
The draws are made from a counter (Mulberry32 and Box-Muller), so that the steering board's JavaScript
makes the same ones: ``pipeline/render/board/ranks.js`` repeats this module line by line, and a test in a
real browser holds the two together to 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS = 10000
SEED = 20240101
LEVEL = 0.95
Z = 1.959963984540054
ZERO = 1e-18  # a variance (in squared score points) below this is none


@dataclass(frozen=True)
class Ranking:
    """Score, standard error and ranks of each field; 1 is the highest score.

    ``low``/``high``: simultaneous confidence set (all fields at once); ``marginal_low``/``marginal_high``:
    the set for one field looked at alone, never wider. ``above[j, k]``: field j lies higher than k, as far
    as the data can tell (simultaneously); ``spread`` are the standard errors of the differences and
    ``critical`` the first step's hurdle.
    """

    score: Array
    se: Array
    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    marginal_low: NDArray[np.int64]
    marginal_high: NDArray[np.int64]
    above: NDArray[np.bool_]
    spread: Array
    critical: float


def rank(score: Array, covariance: Array, df: float) -> Ranking:
    """Rank fields by score and say which ranks the data allow.

    Args:
        score: one value per field, higher is more urgent.
        covariance: of the scores (fields x fields).
        df: degrees of freedom of the covariance (replicates - 1).

    Raises:
        ValueError: shapes that do not belong together.
    """
    p = len(score)
    if covariance.shape != (p, p):
        raise ValueError(f"{p} scores need a covariance of {p} x {p}, not {covariance.shape}")
    se = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    difference, spread = _pairs(score, covariance)
    largest = _studentised(draws(p, df), covariance, spread)
    everyone = np.ones((p, p), dtype=bool)
    above, critical = _higher(difference, spread, largest, everyone)
    marginal = np.empty((2, p), dtype=np.int64)
    for j in range(p):
        family = np.zeros((p, p), dtype=bool)
        family[j, :] = family[:, j] = True
        own, _ = _higher(difference, spread, largest, family)
        marginal[:, j] = 1 + own[:, j].sum(), p - own[j, :].sum()
    return Ranking(
        score=score,
        se=se,
        rank=1 + (score[None, :] > score[:, None]).sum(axis=1),
        low=1 + above.sum(axis=0),
        high=p - above.sum(axis=1),
        marginal_low=marginal[0],
        marginal_high=marginal[1],
        above=above,
        spread=spread,
        critical=critical,
    )


def draws(p: int, df: float, count: int = DRAWS, seed: int = SEED) -> Array:
    """``count`` draws of ``p`` standard normals over a common chi (multivariate t), always the same.

    The chi-square over its degrees of freedom is taken by Wilson and Hilferty (1931) from one more
    normal, which is exact enough for df >= 20.
    """
    normal = _normals(count * (p + 1), seed).reshape(count, p + 1)
    a = 2.0 / (9.0 * df)
    chi = np.power(1.0 - a + normal[:, p] * np.sqrt(a), 3)
    out: Array = normal[:, :p] / np.sqrt(chi)[:, None]
    return out


def _normals(count: int, seed: int) -> Array:
    half = (count + 1) // 2
    uniform = _uniforms(2 * half, seed)
    radius = np.sqrt(-2.0 * np.log(uniform[0::2]))
    angle = 2.0 * np.pi * uniform[1::2]
    out = np.empty(2 * half)
    out[0::2], out[1::2] = radius * np.cos(angle), radius * np.sin(angle)
    return out[:count]


def _uniforms(count: int, seed: int) -> Array:
    """Mulberry32 (T. Ettinger, public domain): the i-th number depends on seed and i alone."""
    with np.errstate(over="ignore"):
        a = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t: Any = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t = (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))) ^ t
    bits = t ^ (t >> np.uint32(14))
    out: Array = (bits.astype(np.float64) + 0.5) / 4294967296.0
    return out


def root(covariance: Array) -> Array:
    """Lower triangular L with L L' = covariance; directions without variance become zero columns."""
    p = len(covariance)
    floor = max(float(np.trace(covariance)), 0.0) * 1e-13
    lower = np.zeros((p, p))
    for j in range(p):
        pivot = covariance[j, j] - float(lower[j, :j] @ lower[j, :j])
        if pivot <= floor:
            continue
        lower[j, j] = np.sqrt(pivot)
        for i in range(j + 1, p):
            rest = covariance[i, j] - float(lower[i, :j] @ lower[j, :j])
            lower[i, j] = rest / lower[j, j]
    return lower


def _pairs(score: Array, covariance: Array) -> tuple[Array, Array]:
    variance = np.diag(covariance)
    spread = variance[:, None] + variance[None, :] - 2.0 * covariance
    spread = np.where(spread > ZERO, spread, 0.0)
    return score[:, None] - score[None, :], np.sqrt(spread)


def _studentised(normal: Array, covariance: Array, spread: Array) -> Array:
    """Draws x fields x fields: studentised differences under "no difference"; 0 where no variance."""
    deviation = normal @ root(covariance).T
    scale = np.where(spread > 0, spread, np.inf)
    out: Array = (deviation[:, :, None] - deviation[:, None, :]) / scale[None, :, :]
    return out


def _higher(
    difference: Array, spread: Array, largest: Array, family: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], float]:
    """Which ordered pairs of the family are decided (row lies higher than column), step by step."""
    family = family & ~np.eye(len(difference), dtype=bool)
    decided = family & (spread == 0) & (difference > 0)
    open_pairs = family & (spread > 0)
    first = 0.0
    while open_pairs.any():
        top = largest[:, open_pairs].max(axis=1)
        critical = float(np.sort(top)[int(np.ceil(LEVEL * len(top))) - 1])
        first = first or critical
        new = open_pairs & (difference > critical * spread)
        if not new.any():
            break
        decided |= new
        open_pairs &= ~new
    return decided, first
