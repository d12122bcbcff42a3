"""Two groups that overlap: what all shares together tell of the few who are in one of them, both or neither.

Of 15 mothers with benefits and 14 with a child under three, 12 may be the same people. Both distributions
together then tell what the other three and two said. Two groups cut everybody into four parts. Each
part's counts are bounded by the shares of both groups, of everybody, and of whatever completes a group to one
that is shown (mothers are everybody less fathers and the few who are neither). How many are in each part is
public, since every answer is shown in every group; so it counts as known here.

All is done twice: for an intruder who takes everybody for one, and for one who knows the weights and holds
sums of weights against each other. To know how six fathers answered, whole per cent of all tell the more, the
more each father weighs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.disclose.kinds import Flags, Floats, Ints
from pipeline.disclose.question import (
    ALL,
    OTHERS_TELL,
    ROUNDED,
    VAGUE,
    WITHHELD,
    Question,
    bounds,
    tight,
    weighted_bounds,
)
from pipeline.params import Disclosure

ROUNDS = 4  # of propagating bounds
EVEN = 1e-6  # sums of weights that differ less are numbers of people
# parts of two groups (both, first alone, second alone, neither); what first, second, the people outside
# either, and everybody are made of
MADE_OF = np.array(
    [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]], dtype=bool
)

Bounds = Callable[[Question, list[int], Disclosure, int], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Pairs:
    """Pairs of groups of different variables and the sizes of their four parts (pairs x 4), in people."""

    first: Ints
    second: Ints
    sizes: Ints


@dataclass(frozen=True)
class Measure:
    """What an intruder adds up: people, or weights.

    Attributes:
        both: what groups g and h share.
        bounds: what published shares allow.
        parts: sizes of the parts of pairs (pairs x 4).
    """

    both: Floats
    bounds: Bounds
    parts: Floats

    @property
    def size(self) -> Floats:
        """Size of every group."""
        return np.diag(self.both)


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
    measures = _measures(question, pairs, everybody)
    while len(pairs.first) and status[everybody] != WITHHELD:
        told = np.zeros(len(pairs.first), dtype=bool)
        for measure in measures:
            known = _known(question, (status, limits), sums, measure)
            unions = _unions(pairs, everybody, known, measure.size)
            told |= _told(pairs, measure.parts, unions, (question.n, everybody, limits.min_n))
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


def _measures(question: Question, pairs: Pairs, everybody: int) -> list[Measure]:
    """People, and weights where they are not the same for all."""
    people = Measure(question.both.astype(np.float64), bounds, pairs.sizes.astype(np.float64))
    if question.weighted.shape != question.shares.shape or not _uneven(question):
        return [people]
    w, (a, b) = question.weights, (pairs.first, pairs.second)
    shared, total = w[a, b], w[everybody, everybody]
    parts = np.stack(
        [shared, w[a, a] - shared, w[b, b] - shared, total - w[a, a] - w[b, b] + shared], axis=1
    )
    return [people, Measure(w, weighted_bounds, np.where(pairs.sizes > 0, parts, 0.0))]


def _uneven(question: Question) -> bool:
    return bool((np.abs(question.weights - question.both) > EVEN).any())


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
    question: Question,
    shown: tuple[list[int], Disclosure],
    sums: list[tuple[int, list[int]]],
    measure: Measure,
) -> tuple[Floats, Floats]:
    """Bounds of every group's counts (groups x categories) from all shares together."""
    status, limits = shown
    shape, size = question.shares.shape, measure.size
    low, high = np.zeros(shape), np.repeat(size[:, None], shape[1], axis=1)
    for g in range(shape[0]):
        if status[g] != WITHHELD and question.n[g] > 0:
            low[g], high[g] = measure.bounds(question, status, limits, g)
    for _ in range(ROUNDS):
        for container, parts in sums:
            rest = float(size[container] - size[parts].sum())
            least, most = low[parts].sum(axis=0), high[parts].sum(axis=0)
            low[container] = np.maximum(low[container], least)
            high[container] = np.minimum(high[container], most + rest)
            for g in parts:
                low[g] = np.maximum(low[g], low[container] - (most - high[g]) - rest)
                high[g] = np.minimum(high[g], high[container] - (least - low[g]))
                low[g], high[g] = tight(low[g], high[g], float(size[g]))
                least, most = low[parts].sum(axis=0), high[parts].sum(axis=0)
    return low, high


def _unions(
    pairs: Pairs, everybody: int, known: tuple[Floats, Floats], n: Floats
) -> tuple[Floats, Floats, Floats]:
    """Least and largest counts (unions x pairs x categories) and sizes of :data:`MADE_OF`."""
    low, high = known
    groups = np.stack([pairs.first, pairs.second])
    top = np.full(len(pairs.first), everybody)
    least = np.concatenate([low[groups], low[everybody] - high[groups], low[top][None]])
    most = np.concatenate([high[groups], high[everybody] - low[groups], high[top][None]])
    sizes = np.concatenate([n[groups], n[everybody] - n[groups], n[top][None]])
    return np.maximum(least, 0), np.minimum(most, sizes[:, :, None]), sizes


def _told(
    pairs: Pairs,
    parts: Floats,
    unions: tuple[Floats, Floats, Floats],
    people: tuple[Ints, int, int],
) -> Flags:
    """Pairs that narrow a count of one of their small parts.

    A part must stay open by five people, by all of its people, or by as many as gave the answer, or did not,
    in the smallest publishable set around it: then only that is known of it.

    Args:
        pairs: with sizes in people.
        parts: the same in what is added up.
        unions: what is known of what they are made of.
        people: in every group; which is everybody; and how many are few.
    """
    low, high, n = unions
    least = np.zeros((*parts.shape, low.shape[2]))
    most = np.repeat(parts[:, :, None], low.shape[2], axis=2)
    for _ in range(ROUNDS):
        for made_of, a, b in zip(MADE_OF, low, high, strict=True):
            for k in np.flatnonzero(made_of):
                others = made_of.copy()
                others[k] = False
                least[:, k] = np.maximum(least[:, k], a - most[:, others].sum(axis=1))
                most[:, k] = np.minimum(most[:, k], b - least[:, others].sum(axis=1))
        rest_least, rest_most = (x.sum(axis=2, keepdims=True) - x for x in (least, most))
        least, most = (
            np.maximum(least, parts[:, :, None] - rest_most),
            np.minimum(most, parts[:, :, None] - rest_least),
        )
    each = parts / np.maximum(pairs.sizes, 1)  # what one of them counts
    enough = np.minimum(VAGUE + OTHERS_TELL, pairs.sizes) * each
    wanted = np.repeat(enough[:, :, None], low.shape[2], axis=2)
    sizes, everybody, few = people
    inside = np.stack([sizes[pairs.first], sizes[pairs.second]])
    whole = np.full((1, len(pairs.first)), sizes[everybody])
    counts = np.concatenate([inside, whole - inside, whole])
    for made_of, a, b, size, count in zip(MADE_OF, low, high, n, counts, strict=True):
        around = np.minimum(b, size[:, None] - a)[:, None, :]
        around = np.where((count >= few)[:, None, None], around, np.inf)
        wanted[:, made_of] = np.minimum(wanted[:, made_of], around)
    small = (pairs.sizes > 0) & (pairs.sizes < few)
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
