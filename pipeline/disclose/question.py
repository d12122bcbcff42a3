"""Answers to one question in all target groups, and what published shares allow the counts to be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.disclose.kinds import Flags, Floats, Ints, Kinds
from pipeline.params import Disclosure

VALUE, ROUNDED, WITHHELD = 0, 1, 2
NAMES = ("value", "rounded", "withheld")
UNIT = ["questionnaire", "variable", "target_group"]
ALL = "alle"
OTHERS_TELL = 2  # persons by which other groups' figures may narrow a count from either side
WHOLE = 0.01  # shares are published in whole per cent
VAGUE = 5  # persons: a protected count stays unknown by at least so many
Status = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class Question:
    """Answers to one question.

    Attributes:
        groups: the target groups.
        n: answers per group.
        defined_by: the variables that define each group.
        kinds: people by the groups that they are in; None where nobody says.
        shares: groups x categories, unweighted (weights only blur); empty where the question has none.
        weighted: the same, weighted.
        extreme: groups of which 0 or 100 per cent, in steps of ``round_to``, would be said of something
            sensitive.
    """

    groups: tuple[str, ...]
    n: Ints
    defined_by: tuple[frozenset[str], ...]
    kinds: Kinds | None
    shares: Floats
    weighted: Floats
    extreme: Flags

    @cached_property
    def both(self) -> Ints:
        """Respondents in groups g and h."""
        assert self.kinds is not None
        return self.kinds.both(self.kinds.n)

    @cached_property
    def weights(self) -> Floats:
        """Sum of the weights of the respondents in groups g and h."""
        assert self.kinds is not None
        return self.kinds.both(self.kinds.weight)

    def silence(self, status: list[int]) -> None:
        """Withhold what would tell of nobody or everybody."""
        for g in np.flatnonzero(self.extreme):
            status[g] = WITHHELD if status[g] == ROUNDED else status[g]

    def of_groups(self, groups: list[int]) -> Question:
        """The same question with some groups only; kinds that these do not tell apart are one."""
        assert self.kinds is not None
        return Question(
            tuple(self.groups[g] for g in groups),
            self.n[groups],
            tuple(self.defined_by[g] for g in groups),
            self.kinds.of_groups(groups),
            self.shares[groups],
            self.weighted[groups],
            self.extreme[groups],
        )

    def inside(self, g: int) -> Flags:
        """Kinds of people in a group."""
        assert self.kinds is not None
        return np.asarray(self.kinds.inside[g], dtype=bool)


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
