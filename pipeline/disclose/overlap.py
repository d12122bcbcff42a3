"""Two groups that overlap: what all shares together tell of the few who are in one of them, both or neither.

Of 15 mothers with benefits and 14 with a child under three, 12 may be the same people. Both distributions
together then tell what the other three and two said. Two groups cut everybody into four parts. Each
part's counts are bounded by the shares of both groups, of everybody, and of whatever completes a group to one
that is shown (mothers are everybody less fathers and the few who are neither). How many are in each part is
public, since every answer is shown in every group; so it counts as known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.disclose.question import (
    ALL,
    OTHERS_TELL,
    ROUNDED,
    VAGUE,
    WITHHELD,
    Floats,
    Ints,
    Question,
    bounds,
    tight,
)
from pipeline.params import Disclosure

ROUNDS = 4  # of propagating bounds
# parts of two groups (both, first alone, second alone, neither); what first, second, the people outside
# either, and everybody are made of
MADE_OF = np.array(
    [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]], dtype=bool
)


@dataclass(frozen=True)
class Pairs:
    """Pairs of groups of different variables and the sizes of their four parts (pairs x 4)."""

    first: Ints
    second: Ints
    sizes: Ints


def guard(question: Question, status: list[int], limits: Disclosure) -> None:
    """Round, then withhold, the smaller group of a pair until every count of few people is vague.

    Args:
        question: answers of the groups and of their overlaps.
        status: of every group; made stricter in place.
        limits: of disclosure.
    """
    if ALL not in question.groups:
        return
    everybody = question.groups.index(ALL)
    pairs = _pairs(question, everybody, limits.min_n)
    sums = _sums(question)
    while len(pairs.first) and status[everybody] != WITHHELD:
        known = _known(question, status, limits, sums)
        told = _told(pairs, _unions(question, pairs, everybody, known), limits.min_n)
        found = (
            _cure(question, status, (int(pairs.first[k]), int(pairs.second[k])))
            for k in np.flatnonzero(told)
        )
        cures = [g for g in found if g is not None]
        if not cures:
            return
        chosen = min(cures, key=lambda g: (question.n[g], g))
        status[chosen] = ROUNDED if status[chosen] < ROUNDED else WITHHELD
        _with_complements(question, status, chosen)


def _pairs(question: Question, everybody: int, few: int) -> Pairs:
    """Pairs with a part of fewer than ``few`` people."""
    n, both = question.n, question.both
    found = []
    for a, b in combinations(range(len(n)), 2):
        if everybody in (a, b) or question.defined_by[a] & question.defined_by[b]:
            continue
        shared = int(both[a, b])
        sizes = (shared, n[a] - shared, n[b] - shared, n[everybody] - n[a] - n[b] + shared)
        if any(0 < size < few for size in sizes):
            found.append((a, b, sizes))
    return Pairs(
        np.array([a for a, _, _ in found], dtype=np.int64),
        np.array([b for _, b, _ in found], dtype=np.int64),
        np.array([sizes for _, _, sizes in found], dtype=np.int64).reshape(len(found), 4),
    )


def _sums(question: Question) -> list[tuple[int, list[int]]]:
    """Groups and disjoint groups within them by one variable: what is left of the group is known too."""
    n, both = question.n, question.both
    found = []
    for container in range(len(n)):
        for variable in dict.fromkeys(question.defined_by):
            parts: list[int] = []
            for g in sorted(range(len(n)), key=lambda g: (-n[g], g)):
                within = question.defined_by[g] == variable and both[container, g] == n[g]
                if within and 0 < n[g] < n[container] and not any(both[g, h] for h in parts):
                    parts.append(g)
            if parts:
                found.append((container, parts))
    return found


def _known(
    question: Question, status: list[int], limits: Disclosure, sums: list[tuple[int, list[int]]]
) -> tuple[Floats, Floats]:
    """Bounds of every group's counts (groups x categories) from all shares together."""
    shape = question.shares.shape
    low, high = np.zeros(shape), np.repeat(question.n[:, None].astype(float), shape[1], axis=1)
    for g in range(shape[0]):
        if status[g] != WITHHELD and question.n[g] > 0:
            low[g], high[g] = bounds(question, status, limits, g)
    for _ in range(ROUNDS):
        for container, parts in sums:
            rest = float(question.n[container] - question.n[parts].sum())
            least, most = low[parts].sum(axis=0), high[parts].sum(axis=0)
            low[container] = np.maximum(low[container], least)
            high[container] = np.minimum(high[container], most + rest)
            for g in parts:
                low[g] = np.maximum(low[g], low[container] - (most - high[g]) - rest)
                high[g] = np.minimum(high[g], high[container] - (least - low[g]))
                low[g], high[g] = tight(low[g], high[g], int(question.n[g]))
                least, most = low[parts].sum(axis=0), high[parts].sum(axis=0)
    return low, high


def _unions(
    question: Question, pairs: Pairs, everybody: int, known: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Least and largest counts (unions x pairs x categories) and sizes of :data:`MADE_OF`."""
    low, high = known
    groups = np.stack([pairs.first, pairs.second])
    top = np.full(len(pairs.first), everybody)
    least = np.concatenate([low[groups], low[everybody] - high[groups], low[top][None]])
    most = np.concatenate([high[groups], high[everybody] - low[groups], high[top][None]])
    n = question.n.astype(float)
    sizes = np.concatenate([n[groups], n[everybody] - n[groups], n[top][None]])
    return np.maximum(least, 0), np.minimum(most, sizes[:, :, None]), sizes


def _told(
    pairs: Pairs, unions: tuple[Floats, Floats, Floats], few: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Pairs that narrow a count of one of their small parts.

    A part must stay open by five people, by all of its people, or by as many as gave the answer, or did not,
    in the smallest publishable set around it: then only that is known of it.
    """
    low, high, n = unions
    sizes = pairs.sizes.astype(float)
    least = np.zeros((*sizes.shape, low.shape[2]))
    most = np.repeat(sizes[:, :, None], low.shape[2], axis=2)
    for _ in range(ROUNDS):
        for made_of, a, b in zip(MADE_OF, low, high, strict=True):
            for k in np.flatnonzero(made_of):
                others = made_of.copy()
                others[k] = False
                least[:, k] = np.maximum(least[:, k], a - most[:, others].sum(axis=1))
                most[:, k] = np.minimum(most[:, k], b - least[:, others].sum(axis=1))
        rest_least, rest_most = (x.sum(axis=2, keepdims=True) - x for x in (least, most))
        least, most = (
            np.maximum(least, sizes[:, :, None] - rest_most),
            np.minimum(most, sizes[:, :, None] - rest_least),
        )
    wanted = np.repeat(np.minimum(VAGUE + OTHERS_TELL, sizes)[:, :, None], low.shape[2], axis=2)
    for made_of, a, b, size in zip(MADE_OF, low, high, n, strict=True):
        around = np.minimum(b, size[:, None] - a)[:, None, :]
        around = np.where((size >= few)[:, None, None], around, np.inf)
        wanted[:, made_of] = np.minimum(wanted[:, made_of], around)
    small = (sizes > 0) & (sizes < few)
    return np.asarray((((most - least) < wanted - 1e-9).any(axis=2) & small).any(axis=1))


def _cure(question: Question, status: list[int], pair: tuple[int, int]) -> int | None:
    """The smaller shown group of a pair, or what completes one that is withheld; None if nothing is left."""
    shown = [g for g in pair if status[g] != WITHHELD]
    if not shown:
        shown = [
            g
            for g in range(len(question.groups))
            if status[g] != WITHHELD
            and question.groups[g] != ALL
            and any(question.defined_by[g] == question.defined_by[h] for h in pair)
        ]
    return min(shown, key=lambda g: (question.n[g], g), default=None)


def _with_complements(question: Question, status: list[int], g: int) -> None:
    """What hides a group hides its complement: one subtracted from both together gives the other."""
    n, both = question.n, question.both
    for h in range(len(n)):
        together = (n == n[g] + n[h]) & (both[g] == n[g]) & (both[h] == n[h])
        if both[g, h] == 0 < n[h] and any(status[c] != WITHHELD for c in np.flatnonzero(together)):
            status[h] = max(status[h], status[g])
