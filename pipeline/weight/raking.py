"""Raking (iterative proportional fitting) of many replicates at once, and trimming.

Weights of a raked sample are products of one factor per margin, so everything happens on the table of
*cells* (respondents with the same category in every margin): ``R`` replicates x ``J`` cells instead of
``R`` x ``n``. Sources: Deming and Stephan, Ann. Math. Stat. 1940; Deville, Särndal and Sautory, JASA 1993.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import sums

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

TOLERANCE = 1e-11
MAX_ITERATIONS = 500
NEARLY, LONGER = 1e-4, 2500  # a smaller gap may close yet: so many rounds more
TRIM_ROUNDS = 25
FARTHEST = 1e9


@dataclass(frozen=True)
class CellMargin:
    """One margin on the table of cells.

    Attributes:
        category: for each of the ``J`` cells the category's index; ``len(targets)`` stands for respondents
            without a known category, whose share is kept.
        targets: shares (0-1, sum 1) of the known categories in the population.
    """

    category: Ints
    targets: Floats

    def totals(self, weights: Floats) -> Floats:
        """Weights (replicates x cells) summed by category: replicates x (categories + rest)."""
        return sums.by_category(weights, self.category, len(self.targets) + 1)


@dataclass(frozen=True)
class Raked:
    """Factors (replicates x cells) by which base weights are multiplied, and how well they fit.

    Attributes:
        factors: mean 1 over respondents in every replicate.
        gaps: largest absolute difference (share of all respondents) between a margin and its target.
        iterations: passes over all margins that were needed.
    """

    factors: Floats
    gaps: Floats
    iterations: int


def targets_of(base: Floats, margin: CellMargin) -> Floats:
    """Totals that a margin asks for in every replicate (replicates x categories + rest).

    The rest keeps its share of the base weights. A category that a bootstrap sample happens to miss
    leaves its target to the others of that margin.
    """
    now = margin.totals(base)
    known = now[:, :-1].sum(axis=1, keepdims=True)
    share = np.where(now[:, :-1] > 0, margin.targets, 0.0)
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    return np.hstack([share * known, now[:, -1:]])


def rake(
    base: Floats,
    margins: list[CellMargin],
    start: Floats | None = None,
    rounds: int = MAX_ITERATIONS,
) -> Raked:
    """Fit all margins.

    Args:
        base: base weight in every cell, replicates x cells; empty cells are 0.
        margins: what to reproduce.
        start: factors to begin with (replicates x cells); ones by default.
        rounds: at most so many passes over all margins.

    Returns:
        The factors; ``gaps`` tells whether the margins could be met.
    """
    factors = np.ones_like(base) if start is None else start.copy()
    wanted = [targets_of(base, margin) for margin in margins]
    total = base.sum(axis=1)
    iteration, gaps = 0, _gaps(base * factors, margins, wanted, total)
    while gaps.max(initial=0.0) > TOLERANCE and iteration < rounds:
        for margin, want in zip(margins, wanted, strict=True):
            now = margin.totals(base * factors)
            ratio = np.divide(want, now, out=np.ones_like(want), where=now > 0)
            factors *= ratio[:, margin.category]
        np.clip(factors, 1 / FARTHEST, FARTHEST, out=factors)  # contradictions run away
        iteration += 1
        gaps = _gaps(base * factors, margins, wanted, total)
    return Raked(factors, gaps, iteration)


def finish(base: Floats, margins: list[CellMargin], raked: Raked) -> Raked:
    """Go on where margins are nearly met, as with few people in some combination of categories.

    Raking closes a gap by the same factor in every round. Where margins can be met, but only just, that
    factor is close to 1; where they contradict each other, the gap stays wide.
    """
    near = (raked.gaps > TOLERANCE) & (raked.gaps < NEARLY)
    if not near.any():
        return raked
    more = rake(base[near], margins, raked.factors[near], LONGER)
    factors, gaps = raked.factors.copy(), raked.gaps.copy()
    factors[near], gaps[near] = more.factors, more.gaps
    return Raked(factors, gaps, raked.iterations + more.iterations)


def trim(base: Floats, margins: list[CellMargin], raked: Raked, low: float, high: float) -> Raked:
    """Hold factors between ``low`` and ``high`` times their mean and rake what is free again.

    Cutting and raking alternate until nothing is outside or ``TRIM_ROUNDS`` are over; the last step is a
    cut, so the limits hold exactly and the margins as well as they can. Mean 1 is kept.
    """
    factors = raked.factors
    if not _outside(base, factors, low, high):
        return raked
    for _ in range(TRIM_ROUNDS):
        factors = _cut(base, factors, low, high)
        factors = rake(base, margins, factors).factors
        if not _outside(base, factors, low, high):
            break
    factors = _cut(base, factors, low, high)
    wanted = [targets_of(base, margin) for margin in margins]
    gaps = _gaps(base * factors, margins, wanted, base.sum(axis=1))
    return Raked(factors, gaps, raked.iterations)


def _outside(base: Floats, factors: Floats, low: float, high: float) -> bool:
    used = factors[base > 0]
    return bool(((used < low - 1e-9) | (used > high + 1e-9)).any())


def _cut(base: Floats, factors: Floats, low: float, high: float) -> Floats:
    """Cut to the limits and scale what is free so that the mean stays 1.

    The scale is found by bisection at the geometric mean: the total of cut weights grows with it, and since
    1 lies between the limits a solution exists. A square root is the same on every processor, an exponential
    is not.
    """
    total = base.sum(axis=1)
    positive = np.maximum(factors, 1 / FARTHEST)
    some = low > 1 / FARTHEST
    least = low / positive.max(axis=1) if some else np.full(len(base), 1e-26)
    most = high / positive.min(axis=1)
    for _ in range(60):
        middle = np.sqrt(least * most)
        cut = np.clip(positive * middle[:, None], low, high)
        above = (base * cut).sum(axis=1) > total
        least, most = np.where(above, least, middle), np.where(above, middle, most)
    return np.asarray(np.clip(positive * np.sqrt(least * most)[:, None], low, high))


def _gaps(
    weights: Floats, margins: list[CellMargin], wanted: list[Floats], total: Floats
) -> Floats:
    worst = np.zeros(len(weights))
    for margin, want in zip(margins, wanted, strict=True):
        difference = np.abs(margin.totals(weights) - want).max(axis=1)
        worst = np.maximum(worst, difference / total)
    return worst
