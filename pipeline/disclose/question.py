"""Answers to one question in all target groups, and what published shares allow the counts to be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.params import Disclosure

VALUE, ROUNDED, WITHHELD = 0, 1, 2
NAMES = ("value", "rounded", "withheld")
UNIT = ["questionnaire", "variable", "target_group"]
ALL, OUTSIDE = "alle", "-"
WHOLE = 0.01  # shares are published in whole per cent
OTHERS_TELL = 2  # persons by which other groups' figures may narrow a count from either side
VAGUE = 5  # persons: a protected count stays unknown by at least so many
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Status = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class Question:
    """Answers to one question.

    Attributes:
        groups: the target groups.
        both: respondents in groups g and h.
        outside: respondents known not to be in g.
        defined_by: the variables that define each group.
        shares: groups x categories, unweighted (weights only blur); empty where the question has none.
        weighted: the same, weighted.
        weights: sum of the weights of the respondents in groups g and h; as many as they are without.
    """

    groups: tuple[str, ...]
    both: Ints
    outside: Ints
    defined_by: tuple[frozenset[str], ...]
    shares: Floats = field(default_factory=lambda: np.empty((0, 0)))
    weighted: Floats = field(default_factory=lambda: np.empty((0, 0)))
    weights: Floats = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def n(self) -> Ints:
        """Answers per group."""
        return np.diag(self.both)


def by_size(n: int, limits: Disclosure) -> int:
    """Status that a number of answers allows."""
    if n < limits.min_n:
        return WITHHELD
    return ROUNDED if n < limits.bracket_below else VALUE


def bounds(
    question: Question, status: list[int], limits: Disclosure, g: int
) -> tuple[Floats, Floats]:
    """Least and largest count of every category that a group's published shares allow."""
    step, n = (WHOLE, limits.round_to / 100)[status[g]], int(question.n[g])
    shown = np.round(question.shares[g] / step)
    low = np.ceil(np.clip((shown - 0.5) * step, 0, 1) * n - 1e-9)
    high = np.floor(np.clip((shown + 0.5) * step, 0, 1) * n + 1e-9)
    low += np.round(low / n / step) != shown  # a half is rounded to the even side
    high -= np.round(high / n / step) != shown
    return tight(low, high, n)


def weighted_bounds(
    question: Question, status: list[int], limits: Disclosure, g: int
) -> tuple[Floats, Floats]:
    """Least and largest sum of weights of every category that a group's published shares allow."""
    step, total = (WHOLE, limits.round_to / 100)[status[g]], float(question.weights[g, g])
    shown = np.round(question.weighted[g] / step)
    low, high = (np.clip((shown + sign * 0.5) * step, 0, 1) * total for sign in (-1, 1))
    return tight(low, high, total)


def tight(low: Floats, high: Floats, total: float) -> tuple[Floats, Floats]:
    """Bounds of counts that are known to add up to a total."""
    return (
        np.maximum(low, total - (high.sum() - high)),
        np.minimum(high, total - (low.sum() - low)),
    )
