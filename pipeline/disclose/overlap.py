"""Two groups that overlap: what their shares tell of the few who are in only one of them, or in both.

Of 15 mothers with benefits and 14 with a child under three, 12 may be the same people. Both distributions
together then tell what the other three and two said. How many are in both is public, since every answer is
shown in every group; so it counts as known here.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from pipeline.disclose.question import (
    OTHERS_TELL,
    ROUNDED,
    VAGUE,
    WITHHELD,
    Floats,
    Question,
    bounds,
    tight,
)
from pipeline.params import Disclosure


def guard(question: Question, status: list[int], limits: Disclosure) -> None:
    """Round, then withhold, the smaller of two groups until every count of few people is vague.

    Args:
        question: answers of the groups and of their overlaps.
        status: of every group; made stricter in place.
        limits: of disclosure.
    """
    n = question.n
    size = len(n)
    both = question.both
    only = n[:, None] - both  # in the first group, not in the second
    cross = (only > 0) & (only.T > 0) & (both > 0)
    fewest = np.minimum(np.minimum(only, only.T), both)
    for a, b in combinations(range(size), 2):
        if not cross[a, b] or fewest[a, b] >= limits.min_n:
            continue
        smaller = min((a, b), key=lambda g: (n[g], g))
        for coarser in (ROUNDED, WITHHELD):
            if WITHHELD in (status[a], status[b]) or _vague(question, status, limits, (a, b)):
                break
            status[smaller] = max(status[smaller], coarser)
            _with_complements(question, status, smaller)


def _with_complements(question: Question, status: list[int], g: int) -> None:
    """What hides a group hides its complement: one subtracted from both together gives the other."""
    n, both = question.n, question.both
    for h in range(len(n)):
        together = (n == n[g] + n[h]) & (both[g] == n[g]) & (both[h] == n[h])
        if both[g, h] == 0 < n[h] and any(status[c] != WITHHELD for c in np.flatnonzero(together)):
            status[h] = max(status[h], status[g])


def _vague(
    question: Question, status: list[int], limits: Disclosure, pair: tuple[int, int]
) -> bool:
    """Whether both groups together narrow no count of few people that one of them leaves open."""
    a, b = pair
    shared = int(question.both[a, b])
    alone = [int(question.n[g]) - shared for g in pair]
    one, other = (bounds(question, status, limits, g) for g in pair)
    of_both = [_part(*own, shared, rest) for own, rest in zip((one, other), alone, strict=True)]
    low = np.maximum(of_both[0][0], of_both[1][0])
    high = np.minimum(of_both[0][1], of_both[1][1])
    low, high = tight(low, high, shared)
    found = [(high - low, np.minimum(*(most - least for least, most in of_both)), shared)]
    for (least, most), people in zip((one, other), alone, strict=True):
        before = _part(least, most, people, shared)
        after = tight(np.maximum(least - high, 0), np.minimum(most - low, people), people)
        found.append((after[1] - after[0], before[1] - before[0], people))
    return all(
        bool(((width >= before) | (width >= np.minimum(VAGUE, before) + OTHERS_TELL)).all())
        for width, before, people in found
        if 0 < people < limits.min_n
    )


def _part(low: Floats, high: Floats, people: int, rest: int) -> tuple[Floats, Floats]:
    """Counts among some people of a group, from its own counts and the number of its other people."""
    return tight(np.maximum(low - rest, 0), np.minimum(high, people), people)
