"""The status of every unit of release: a question's whole distribution in one target group.

Four things decide, and the strictest counts:

1. the number of answers;
2. the number of answers that remain when the group is subtracted from a released group that contains it;
3. what is sensitive: in steps of ``round_to`` points nobody is told that nobody, or everybody, said it;
4. what two overlapping groups tell of the few who are in one of them alone, or in both
   (:mod:`pipeline.disclose.overlap`), and what a reader can work out from all groups that are made of the
   answers to one question, mostly places (:mod:`pipeline.disclose.reader`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.disclose import overlap, reader
from pipeline.disclose.kinds import Flags, Kinds, by_question
from pipeline.disclose.question import WITHHELD, Question, Status, by_size
from pipeline.params import Disclosure, Params

UNDECLARED = frozenset(("",))  # groups of firms are answers to one question: how large they are


@dataclass(frozen=True)
class Rules:
    """What decides on units beside their numbers.

    Attributes:
        limits: of disclosure.
        defined_by: target group -> variables that define it.
        extreme: units in which, in coarse steps, nobody or everybody would have said something sensitive.
        hidden: units that are not shown at all.
    """

    limits: Disclosure
    defined_by: dict[str, frozenset[str]]
    extreme: Collection[tuple[str, str, str]] = ()
    hidden: Collection[tuple[str, str, str]] = ()


def statuses(estimates: pd.DataFrame, kinds: pd.DataFrame | None, rules: Rules) -> Status:
    """Status of every unit in ``estimates``.

    Args:
        estimates: table ``estimates``.
        kinds: table ``kinds``; without it only the number of answers decides.
        rules: what else does.
    """
    known = by_question(kinds) if kinds is not None else {}
    found: Status = {}
    for key, rows in by_question(estimates).items():
        groups = tuple(dict.fromkeys(rows["target_group"]))
        people = Kinds.of(groups, known[key]) if key in known else None
        hidden, extreme = (
            np.array([(*key, group) in units for group in groups])
            for units in (rules.hidden, rules.extreme)
        )
        question = _question(groups, rows, people, rules.defined_by, extreme)
        for group, status in zip(groups, judge(question, rules.limits, hidden), strict=True):
            found[(*key, group)] = status
    return found


def defining(params: Params) -> dict[str, frozenset[str]]:
    """Target group -> variables that define it."""
    return {g.id: frozenset(c.variable for c in g.conditions) for g in params.target_groups}


def _question(
    groups: tuple[str, ...],
    rows: dict[str, np.ndarray],
    kinds: Kinds | None,
    defined_by: dict[str, frozenset[str]],
    extreme: Flags,
) -> Question:
    index = {group: i for i, group in enumerate(groups)}
    n = np.zeros(len(groups), dtype=np.int64)
    for group, size in zip(rows["target_group"], rows["n"], strict=True):
        n[index[group]] = max(n[index[group]], int(size))
    plain: dict[str, list[float]] = {group: [] for group in groups}
    weighted: dict[str, list[float]] = {group: [] for group in groups}
    columns = (rows[c] for c in ("target_group", "statistic", "n_category", "n", "estimate"))
    for group, statistic, own, size, share in zip(*columns, strict=True):
        if statistic == "share":
            plain[group].append(float(own) / size if size and not pd.isna(own) else 0.0)
            weighted[group].append(0.0 if pd.isna(share) else float(share))
    shares, published = (np.array(list(found.values())) for found in (plain, weighted))
    variables = tuple(defined_by.get(group, UNDECLARED) for group in groups)
    return Question(groups, n, variables, kinds, shares, published, extreme)


def judge(question: Question, limits: Disclosure, hidden: Flags) -> list[int]:
    """Status of every group for one question.

    Args:
        question: answers of the groups.
        limits: of disclosure.
        hidden: groups that are not shown at all.
    """
    status = [
        WITHHELD if never else by_size(int(n), limits)
        for n, never in zip(question.n, hidden, strict=True)
    ]
    if question.kinds is not None:
        _guard_pairs(question, status, limits)
        question.silence(status)
        if question.shares.size:
            overlap.guard(question, status, limits)
            question.silence(status)
            reader.guard(question, status, limits)
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
