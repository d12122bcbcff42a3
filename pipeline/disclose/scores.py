"""Fields of action, their ranking and coverage: means over many needs of all single parents.

They say little about anybody, but a survey of few people says little else: below ``min_n`` answers nothing
is published, below ``bracket_below`` criteria come in steps of half a point and shares in ``round_to``
points, without errors. Above that criteria, errors and correlations come as coarse as
``pipeline.assess.coarse`` makes them before anything is ranked. Scores are made again from the criteria that
are published.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.disclose.question import ROUNDED, WHOLE, WITHHELD
from pipeline.params import Disclosure

QUESTIONNAIRE = "alleinerziehende"
HALF = 0.5  # points of ten
Rule = Callable[[pd.DataFrame, int, Disclosure], pd.DataFrame]


def fields(table: pd.DataFrame, status: int, limits: Disclosure) -> pd.DataFrame:
    """Criteria of fields of action; figures empty where too few answered."""
    del limits
    if status == WITHHELD:
        return table.assign(value=np.nan, se=np.nan)
    if status == ROUNDED:
        return table.assign(value=_half(table["value"]), se=np.nan)
    return table


def covariance(table: pd.DataFrame, status: int, limits: Disclosure) -> pd.DataFrame:
    """Covariance of criteria; no rows where errors are not published."""
    del limits
    return table.iloc[:0] if status in (ROUNDED, WITHHELD) else table


def ranking(table: pd.DataFrame, status: int, limits: Disclosure) -> pd.DataFrame:
    """Ranking; no rows where too few answered."""
    del limits
    if status == WITHHELD:
        return table.iloc[:0]
    if status == ROUNDED:
        return table.assign(**dict.fromkeys(("se", "ci_low", "ci_high"), np.nan))
    return table


def agree(ranking: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    """The ranking with scores that are the weighted sums of the published criteria.

    A criterion without weight may be unknown. One that counts may not: its field has no score then, and the
    table's contract refuses it.

    Args:
        ranking: public table ``ranking``.
        fields: public table ``fields``.
    """
    counted = fields[fields["weight"] > 0]
    by, weight = counted["field_of_action"], counted["weight"]
    total = weight.groupby(by).transform("sum")  # 1, but for the last digit
    score = (counted["value"] * weight / total).groupby(by).sum(skipna=False)
    return ranking.assign(score=ranking["field_of_action"].map(score).astype(float))


def coverage(table: pd.DataFrame, status: int, limits: Disclosure) -> pd.DataFrame:
    """Needs against offers: shares rounded or empty, the verdict stays where there are shares."""
    step = limits.round_to / 100 if status == ROUNDED else WHOLE
    shares = {
        name: (table[name].astype(float) / step).round() * step for name in ("in_need", "awareness")
    }
    if status == WITHHELD:
        return table.iloc[:0]
    return table.assign(**shares)


def _half(points: pd.Series) -> pd.Series:
    return (points.astype(float) / HALF).round() * HALF


RULES: dict[str, Rule] = {
    "fields": fields, "covariance": covariance, "ranking": ranking, "coverage": coverage,
}  # fmt: skip
