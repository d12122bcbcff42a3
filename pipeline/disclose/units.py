"""The status of every unit of release: a question's whole distribution in one target group.

Four things decide, and the strictest counts:

1. the number of answers;
2. the number of answers that remain when the group is subtracted from a released group that contains it;
3. what remains when several disjoint groups are subtracted from a group. If most of these people are
   *known* to be outside (fathers and mothers subtracted: people who said *divers*), rounding must leave
   their counts vague. If most just did not say to which group they belong, nobody can tell who they are,
   and the remainder is no group; otherwise one person who left out a question would silence all fathers;
4. what two overlapping groups tell of the few who are in one of them alone, or in both
   (:mod:`pipeline.disclose.overlap`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.disclose import leftover, overlap
from pipeline.disclose.question import (
    ALL,
    OTHERS_TELL,
    OUTSIDE,
    ROUNDED,
    VAGUE,
    WITHHELD,
    Ints,
    Question,
    Status,
    bounds,
    by_size,
    tight,
)
from pipeline.params import Disclosure, Params


@dataclass(frozen=True)
class Remainder:
    """What is left of ``container`` without the disjoint groups ``parts``: ``rest`` answers."""

    rest: int
    container: int
    parts: tuple[int, ...]


def statuses(
    estimates: pd.DataFrame,
    overlaps: pd.DataFrame | None,
    limits: Disclosure,
    defined_by: dict[str, frozenset[str]],
) -> Status:
    """Status of every unit in ``estimates``.

    Args:
        estimates: table ``estimates``.
        overlaps: table ``overlaps``; without it only differences from ``alle`` are guarded.
        limits: of disclosure.
        defined_by: target group -> variables that define it.
    """
    known = _by_question(overlaps) if overlaps is not None else {}
    found: Status = {}
    for key, rows in _by_question(estimates).items():
        groups = tuple(dict.fromkeys(rows["target_group"]))
        question = _question(groups, rows, known.get(key), defined_by)
        found |= {
            (*key, group): status
            for group, status in zip(groups, judge(question, limits), strict=True)
        }
    return found


def defining(params: Params) -> dict[str, frozenset[str]]:
    """Target group -> variables that define it."""
    return {g.id: frozenset(c.variable for c in g.conditions) for g in params.target_groups}


def _by_question(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, Ints]]:
    """Columns of a table, cut by questionnaire and variable (in numpy: pandas is slow on small parts)."""
    columns = {name: table[name].to_numpy(dtype=object) for name in table.columns}
    places: dict[tuple[str, str], list[int]] = {}
    for i, key in enumerate(zip(columns["questionnaire"], columns["variable"], strict=True)):
        places.setdefault(key, []).append(i)
    return {
        key: {name: column[rows] for name, column in columns.items()}
        for key, rows in places.items()
    }


def _question(
    groups: tuple[str, ...],
    rows: dict[str, Ints],
    overlaps: dict[str, Ints] | None,
    defined_by: dict[str, frozenset[str]],
) -> Question:
    index = {group: i for i, group in enumerate(groups)}
    n = np.zeros(len(groups), dtype=np.int64)
    for group, size in zip(rows["target_group"], rows["n"], strict=True):
        n[index[group]] = max(n[index[group]], int(size))
    # Without overlaps everything lies in `alle`, and other groups share one answer, hence are not nested.
    both = np.where(np.minimum.outer(n, n) > 1, 1, 0).astype(np.int64)
    outside = np.zeros(len(groups), dtype=np.int64)
    if ALL in index:
        both[index[ALL], :] = both[:, index[ALL]] = n
        outside = n[index[ALL]] - n
    np.fill_diagonal(both, n)
    weights = both.astype(np.float64)
    if overlaps is not None:
        columns = (overlaps[name] for name in ("group_a", "group_b", "n", "weight"))
        for a, b, size, weight in zip(*columns, strict=True):
            if b == OUTSIDE:
                outside[index[a]] = size
            else:
                both[index[a], index[b]] = both[index[b], index[a]] = size
                weights[index[a], index[b]] = weights[index[b], index[a]] = weight
    shares: dict[str, list[float]] = {group: [] for group in groups}
    weighted: dict[str, list[float]] = {group: [] for group in groups}
    columns = (rows[c] for c in ("target_group", "statistic", "n_category", "n", "estimate"))
    for group, statistic, own, size, share in zip(*columns, strict=True):
        if statistic == "share":
            shares[group].append(float(own) / size if size and not pd.isna(own) else 0.0)
            weighted[group].append(0.0 if pd.isna(share) else float(share))
    variables = tuple(defined_by.get(group, frozenset((group,))) for group in groups)
    plain, published = (np.array(list(found.values())) for found in (shares, weighted))
    return Question(groups, both, outside, variables, plain, published, weights)


def judge(question: Question, limits: Disclosure) -> list[int]:
    """Status of every group for one question.

    Args:
        question: answers of the groups and of their overlaps.
        limits: of disclosure.
    """
    status = [by_size(int(n), limits) for n in question.n]
    _guard_pairs(question, status, limits)
    for remainder in list(_remainders(question, status, leftover.reach(limits.min_n))):
        known = _known(question, remainder)
        few = leftover.few(question, remainder.container, remainder.parts, known, limits.min_n)
        for people in sorted(few):
            _blur(question, status, limits, remainder, people)
    if question.shares.size:
        overlap.guard(question, status, limits)
    return status


def _guard_pairs(question: Question, status: list[int], limits: Disclosure) -> None:
    """A group is as protected as what is left of any released group that contains it."""
    n, both = question.n, question.both
    for container in np.argsort(-n, kind="stable"):
        if status[container] == WITHHELD:
            continue
        for inner in range(len(n)):
            rest = int(n[container] - n[inner])
            if rest > 0 and both[container, inner] == n[inner]:
                status[inner] = max(status[inner], by_size(rest, limits))


def _remainders(question: Question, status: list[int], below: int) -> Iterator[Remainder]:
    """Remainders of fewer than ``below`` answers after subtracting two or more released groups.

    A branch is cut as soon as all groups that are still disjoint from its parts could not bring the
    remainder below the limit; so forty municipalities cost no more than a few groups.
    """
    n: list[int] = question.n.tolist()  # plain integers: this loop is all small steps
    apart: list[set[int]] = [set(np.flatnonzero(row == 0).tolist()) for row in question.both]
    within = question.both == question.n[None, :]
    by_n = sorted(range(len(n)), key=lambda g: (-n[g], g))
    for container in range(len(n)):
        if status[container] == WITHHELD:
            continue
        inner = [
            g for g in by_n
            if 0 < n[g] < n[container] and within[container, g] and status[g] != WITHHELD
        ]  # fmt: skip
        stack: list[tuple[list[int], tuple[int, ...], int]] = [(inner, (), n[container])]
        while stack:
            candidates, parts, rest = stack.pop()
            if len(parts) > 1 and 0 < rest < below:
                yield Remainder(rest, container, parts)
            reachable = sum(n[h] for h in candidates)
            for i, g in enumerate(candidates):
                if rest - reachable >= below:
                    break
                reachable -= n[g]
                disjoint = [h for h in candidates[i + 1 :] if h in apart[g]]
                left = rest - n[g]
                if left >= 0 and left - sum(n[h] for h in disjoint) < below:
                    stack.append((disjoint, (*parts, g), left))


def _known(question: Question, remainder: Remainder) -> int:
    """How many of the remainder said that they are in none of the parts; at most, if that is uncertain."""
    variables = {question.defined_by[g] for g in remainder.parts}
    if len(variables) > 1:
        return remainder.rest
    first, *others = remainder.parts
    known = int(question.outside[first] - question.n[others].sum())
    return min(max(known, 0), remainder.rest)


def _blur(
    question: Question, status: list[int], limits: Disclosure, remainder: Remainder, people: int
) -> None:
    """Round the smallest groups, then withhold them, until every count of some of the remainder is vague."""
    members = (remainder.container, *remainder.parts)
    parts = sorted(remainder.parts, key=lambda g: (question.n[g], g))
    for coarser in (ROUNDED, WITHHELD):
        for g in parts:
            if any(status[m] == WITHHELD for m in members) or _vague(
                question, status, limits, remainder, people
            ):
                return
            status[g] = max(status[g], coarser)


def _vague(
    question: Question, status: list[int], limits: Disclosure, remainder: Remainder, people: int
) -> bool:
    """Whether the published shares leave every count of so many of the remainder open by enough people."""
    if not question.shares.size:
        return False
    low, high = bounds(question, status, limits, remainder.container)
    for g in remainder.parts:
        least, most = bounds(question, status, limits, g)
        low, high = low - most, high - least
    others = remainder.rest - people
    if others < VAGUE:
        low, high = low + OTHERS_TELL, high - OTHERS_TELL
    low, high = tight(np.maximum(low, 0), np.minimum(high, remainder.rest), remainder.rest)
    low, high = np.maximum(low - others, 0), np.minimum(high, people)
    return bool((high - low >= min(VAGUE, people)).all())
