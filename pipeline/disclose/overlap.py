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
    """Whether every count of the three parts that is of few people stays open."""
    a, b = pair
    shared = int(question.both[a, b])
    alone = [int(question.n[g]) - shared for g in pair]
    (low_a, high_a), (low_b, high_b) = (bounds(question, status, limits, g) for g in pair)
    low = np.maximum(np.maximum(low_a - alone[0], low_b - alone[1]), 0)
    high = np.minimum(np.minimum(high_a, high_b), shared)
    low, high = tight(low, high, shared)
    parts = [(low, high, shared, np.minimum(high_a, high_b))]
    for (least, most), people in zip(((low_a, high_a), (low_b, high_b)), alone, strict=True):
        of_one = tight(np.maximum(least - high, 0), np.minimum(most - low, people), people)
        parts.append((*of_one, people, most))
    return all(
        _open(least, most, people, around)
        for least, most, people, around in parts
        if 0 < people < limits.min_n
    )


def _open(low: Floats, high: Floats, people: int, around: Floats) -> bool:
    """Whether every count is vague by itself with room for what other groups tell, or not narrowed at all."""
    most = np.minimum(people, around)
    untouched = (low <= 0) & (high >= most)
    wide = high - low >= np.minimum(VAGUE, most) + OTHERS_TELL
    return bool((untouched | wide).all())
