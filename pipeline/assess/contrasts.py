"""Needs of target groups held against each other: one test per need and pair of groups.

A need joins several answers, so the tests of single answers (table ``tests``) say nothing about it. Here the
difference of two shares in need comes with the variance of its replicates, which redo raking and trimming and
know that both groups were weighted together. Within a field of action the false discovery rate is controlled
over all needs and pairs (Benjamini and Hochberg 1995, JRSS B 57). Formulas: docs/methode.md, "Bedarfe".
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess.criteria import MIN_GROUP, ratio
from pipeline.assess.few import deviation, fewest
from pipeline.assess.items import Items
from pipeline.tables import NO_ANSWER, NOT_ASKED

if TYPE_CHECKING:
    from pipeline.params import TargetGroup

Array = NDArray[np.float64]
Members = dict[str, NDArray[np.bool_]]

REST = "rest"  # those who answered what defines a group and are not in it
FEW = 5.0  # effective answers of either kind that both sides must be expected to have
LEVEL = 0.975
COLUMNS = [
    "need", "field_of_action", "group_a", "group_b", "difference", "ci_low", "ci_high", "p", "p_adjusted",
    "fewest",
]  # fmt: skip


def pairs(
    responses: pd.DataFrame, declared: list[TargetGroup], members: Members
) -> dict[tuple[str, str], tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Groups that exclude each other by one variable; a group that stands alone against the rest.

    *Declined* and unanswered belong to no rest: nobody knows where they would stand.
    """
    known = [g for g in declared if g.id in members]
    single = {g.id: g.conditions[0].variable for g in known if len(g.conditions) == 1}
    out = {}
    for first, second in combinations(single, 2):
        a, b = members[first], members[second]
        if single[first] == single[second] and not (a & b).any():
            out[first, second] = (a, b)
    paired = {name for pair in out for name in pair}
    for group in known:
        if group.id not in paired:
            named = [responses[c.variable] for c in group.conditions]
            answered = [~x.isin([NOT_ASKED, NO_ANSWER, "kA", "wn"]).to_numpy() for x in named]
            inside = members[group.id]
            out[group.id, REST] = (inside, np.logical_and.reduce(answered) & ~inside)
    return out


def build(
    items: Items,
    weights: Array,
    responses: pd.DataFrame,
    declared: list[TargetGroup],
    members: Members,
) -> pd.DataFrame:
    """Table ``need_tests``.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates); the first column is the final weight.
        responses: table ``responses``, for who answered what defines a group.
        declared: target groups, named in advance.
        members: target group -> respondents.

    Returns:
        A row per need and pair where both sides have at least 30 valid answers and are expected to have
        five effective ones of either kind. ``difference`` is the share in need of ``group_a`` less that of
        ``group_b`` (0-1), with 95 % interval and p (Student's t). ``fewest`` counts the people behind the
        rarest of the four answers (in need or not, on either side) that anybody gave.
    """
    rows = []
    for (first, second), sides in pairs(responses, declared, members).items():
        a, b = (_Side(items.in_need[inside], weights[inside]) for inside in sides)
        gap = a.share - b.share
        se = deviation(gap[:, 1:])
        expected = np.minimum(a.effective, b.effective) * _rarer(a, b)
        enough = (np.minimum(a.n, b.n) >= MIN_GROUP) & (expected >= FEW) & (se > 0)
        for i in np.flatnonzero(enough):
            df = min(weights.shape[1] - 2, int(a.n[i] + b.n[i]) - 2)
            rarest = min(int(a.fewest[i]), int(b.fewest[i]))
            rows.append(
                (items.names[i], items.fields[i], first, second, gap[i, 0], se[i], df, rarest)
            )
    return _corrected(rows)


class _Side:
    """One group: shares in need of every item with replicates, valid answers, effective answers (Kish)."""

    def __init__(self, needed: Array, weights: Array) -> None:
        known = ~np.isnan(needed)
        own = known * weights[:, :1]
        self.share = ratio(needed, weights)
        self.n = known.sum(axis=0)
        self.fewest = fewest(needed)
        squares = (own**2).sum(axis=0)
        self.effective = np.divide(
            own.sum(axis=0) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0
        )


def _rarer(a: _Side, b: _Side) -> Array:
    """Share of the rarer kind (in need or not) in the mean of both sides; 0 where unknown."""
    mean = np.nan_to_num((a.share[:, 0] + b.share[:, 0]) / 2)
    out: Array = np.minimum(mean, 1 - mean)
    return out


def _corrected(rows: list[tuple[str, str, str, str, float, float, int, int]]) -> pd.DataFrame:
    from scipy.special import stdtr, stdtrit

    table = pd.DataFrame(rows, columns=[*COLUMNS[:5], "se", "df", "fewest"])
    gap, se, df = (table[c].to_numpy(dtype=float) for c in ("difference", "se", "df"))
    half = stdtrit(df, LEVEL) * se
    table["ci_low"], table["ci_high"] = np.maximum(gap - half, -1), np.minimum(gap + half, 1)
    table["p"] = 2 * stdtr(df, -np.abs(gap / se))
    table["p_adjusted"] = np.nan
    for _, own in table.groupby("field_of_action", sort=False):
        table.loc[own.index, "p_adjusted"] = benjamini_hochberg(own["p"].to_numpy(dtype=float))
    numbers = {**dict.fromkeys(COLUMNS[4:], "float64"), "fewest": "int64"}
    return table[COLUMNS].astype({**dict.fromkeys(COLUMNS[:4], "str"), **numbers})


def benjamini_hochberg(p: Array) -> Array:
    """Adjusted p-values: the smallest false discovery rate at which each would be called a difference."""
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    out = np.empty_like(p)
    out[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return out
