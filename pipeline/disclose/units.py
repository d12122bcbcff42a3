"""The status of every unit of release: a question's whole distribution in one target group.

Three things decide, and the strictest counts: the number of answers; the number of answers that remain
when one released group is subtracted from another one that contains it; and what remains when several
disjoint groups are subtracted. A pair is judged by the remainder's own number. Several groups leave a
remainder that is judged by how vague rounding leaves it, since otherwise one person who gave no answer about
her sex would silence all fathers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.params import Disclosure

VALUE, ROUNDED, WITHHELD = 0, 1, 2
NAMES = ("value", "rounded", "withheld")
UNIT = ["questionnaire", "variable", "target_group"]
WHOLE = 0.01  # shares are published in whole per cent
VAGUE = 5  # persons: a protected count stays unknown by at least so many
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Question:
    """Answers to one question: ``both[g, h]`` respondents are in groups ``g`` and ``h``."""

    groups: tuple[str, ...]
    both: Ints

    @property
    def n(self) -> Ints:
        """Answers per group."""
        return np.diag(self.both)


def statuses(
    estimates: pd.DataFrame, overlaps: pd.DataFrame | None, limits: Disclosure
) -> dict[tuple[str, str, str], int]:
    """Status of every unit in ``estimates``.

    Args:
        estimates: table ``estimates``.
        overlaps: table ``overlaps``; without it only differences from ``alle`` are guarded.
        limits: of disclosure.
    """
    found: dict[tuple[str, str, str], int] = {}
    known: dict[tuple[str, str], Question] = {}
    if overlaps is not None:
        for (name, variable), rows in overlaps.groupby(["questionnaire", "variable"], sort=False):
            known[str(name), str(variable)] = _question(rows)
    cache: dict[bytes, list[int]] = {}
    sizes: dict[tuple[str, str], dict[str, int]] = {}
    for name, variable, group, n in zip(*(estimates[c] for c in (*UNIT, "n")), strict=True):
        groups = sizes.setdefault((name, variable), {})
        groups[group] = max(groups.get(group, 0), int(n))
    for (name, variable), groups in sizes.items():
        question = known.get((name, variable)) or _without_overlaps(groups)
        key = repr(question.groups).encode() + question.both.tobytes()
        if key not in cache:
            cache[key] = judge(question, limits)
        found |= {
            (name, variable, group): status
            for group, status in zip(question.groups, cache[key], strict=True)
        }
    return found


def _question(rows: pd.DataFrame) -> Question:
    groups = tuple(rows.loc[rows["group_a"] == rows["group_b"], "group_a"].astype(str))
    index = {group: i for i, group in enumerate(groups)}
    both = np.zeros((len(groups), len(groups)), dtype=np.int64)
    first, second = rows["group_a"].map(index), rows["group_b"].map(index)
    both[first, second] = rows["n"]
    both[second, first] = rows["n"]
    return Question(groups, both)


def _without_overlaps(sizes: dict[str, int]) -> Question:
    """Everything lies in ``alle``; other groups are taken to overlap by one answer, hence never nested."""
    groups = tuple(sizes)
    n = np.array(list(sizes.values()), dtype=np.int64)
    both = np.where(np.minimum.outer(n, n) > 1, 1, 0)
    if "alle" in groups:
        everyone = groups.index("alle")
        both[everyone, :] = both[:, everyone] = n
    np.fill_diagonal(both, n)
    return Question(groups, both)


def judge(question: Question, limits: Disclosure) -> list[int]:
    """Status of every group for one question.

    Args:
        question: answers of the groups and of their overlaps.
        limits: of disclosure.
    """
    status = [by_size(int(n), limits) for n in question.n]
    _guard_pairs(question, status, limits)
    for remainder, container, parts in list(_remainders(question, status, limits)):
        _blur(question, status, limits, (remainder, container, parts))
    return status


def by_size(n: int, limits: Disclosure) -> int:
    """Status that a number of answers allows."""
    if n < limits.min_n:
        return WITHHELD
    return ROUNDED if n < limits.bracket_below else VALUE


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


def _remainders(
    question: Question, status: list[int], limits: Disclosure
) -> Iterator[tuple[int, int, list[int]]]:
    """Small remainders of a released group after subtracting two or more disjoint released ones."""
    n, both = question.n, question.both
    for container in range(len(n)):
        inner = [
            g
            for g in np.argsort(-n, kind="stable").tolist()
            if g != container
            and 0 < n[g] < n[container]
            and both[container, g] == n[g]
            and status[g] != WITHHELD
        ]
        if status[container] == WITHHELD:
            continue
        stack: list[tuple[int, list[int], int]] = [(0, [], int(n[container]))]
        while stack:
            start, parts, rest = stack.pop()
            if len(parts) > 1 and 0 < rest < limits.bracket_below:
                yield rest, container, parts
            for i in range(start, len(inner)):
                g = inner[i]
                if n[g] <= rest and all(both[g, p] == 0 for p in parts):
                    stack.append((i + 1, [*parts, g], rest - int(n[g])))


def _blur(
    question: Question, status: list[int], limits: Disclosure, found: tuple[int, int, list[int]]
) -> None:
    """Make the smallest parts coarser until the remainder is vague enough."""
    rest, container, parts = found
    few = rest < limits.min_n
    wanted = float(min(VAGUE, rest)) if few else rest * limits.round_to / 100
    steps = (WHOLE, limits.round_to / 100)
    while all(status[g] != WITHHELD for g in (container, *parts)):
        if sum(steps[status[g]] * question.n[g] for g in (container, *parts)) >= wanted:
            return
        coarsest = min(parts, key=lambda g: (status[g], question.n[g], g))
        status[coarsest] += 1
