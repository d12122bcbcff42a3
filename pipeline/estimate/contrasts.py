"""Groups against their complements, one false-discovery-rate family per field of action.

One hypothesis per variable and group where that says what matters: of variables that measure a need, the
share of answers that mean being in need (``need`` of 0.5 or more; the key joins their codes, ``1+2``); of
other scales with three or more values, the mean; of two-category variables, the first category; of all
others, every category. Variables that define a group or a margin are not tested. A group is tested only
where it and its complement have as many answers as whole per cents need (``disclosure.bracket_below``)
and, for shares, at least five effective answers of either kind are expected in both. Two groups that are
each other's complement, or the same people, are one hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimate.encode import Floats, Variable
from pipeline.estimate.groups import Groups
from pipeline.estimate.intervals import (
    FEW,
    benjamini_hochberg,
    effective_n,
    p_value,
    student,
)
from pipeline.estimate.linear import Calibration, Figures, difference, solve
from pipeline.estimate.tabulate import Table, scores

IN_NEED = 0.5
SCALE = 3
UNTESTED_ROLES = ("margin", "target_group", "open")
COLUMNS = ["key", "contrast", "difference", "ci_low", "ci_high", "p", "p_adjusted", "family"]
COMPLEMENT = "rest"


@dataclass(frozen=True)
class Answers:
    """A variable's sums, the shares of its categories, and what variances share."""

    table: Table
    shares: Figures
    common: Calibration


@dataclass(frozen=True)
class _Hypotheses:
    """Figures to compare: ``names[k]`` is the category part of the key of column ``k``."""

    figures: Figures
    columns: list[int]
    names: list[str]
    statistic: str


def candidates(
    variable: Variable, answers: Answers, groups: Groups, at_least: int
) -> list[dict[str, Any]]:
    """Differences of one variable that may be tested.

    Args:
        variable: with its categories.
        answers: its sums in the groups and, below them, in their complements.
        groups: names and definitions.
        at_least: answers that both sides need.
    """
    if variable.field is None or variable.role in UNTESTED_ROLES:
        return []
    wanted = _hypotheses(variable, answers)
    if wanted is None:
        return []
    size, n = len(groups.names), wanted.figures.n[:, 0]
    tested = [
        g
        for g in range(1, size)
        if variable.name not in groups.defined_by[g] and min(n[g], n[size + g]) >= at_least
    ]
    if not tested:
        return []
    first = np.array(tested)
    gap, var = difference(wanted.figures, first, first + size, answers.common)
    enough = _enough(wanted, first, size)
    se = np.sqrt(var)
    df = np.full_like(se, max(answers.common.degrees_of_freedom, 1))
    low, high = student(gap, se, df)
    p = p_value(gap, se, df)
    return [
        {
            "key": f"{variable.name}/{name}/{groups.names[g]}/{wanted.statistic}",
            "contrast": f"{groups.names[g]} - {COMPLEMENT}",
            "difference": gap[row, k],
            "ci_low": low[row, k],
            "ci_high": high[row, k],
            "p": p[row, k],
            "family": variable.field,
            "same_as": [
                f"{variable.name}/{name}/{groups.names[twin]}/{wanted.statistic}"
                for twin in groups.twins[g : g + 1]
                if twin is not None
            ],
        }
        for row, g in enumerate(tested)
        for k, name in zip(wanted.columns, wanted.names, strict=True)
        if enough[row, k] and np.isfinite(p[row, k])
    ]


def _hypotheses(variable: Variable, answers: Answers) -> _Hypotheses | None:
    codes = variable.codes or ()
    has_need = np.isfinite(variable.needs)
    if has_need.any():
        bad = np.where(has_need, np.nan_to_num(variable.needs) >= IN_NEED, np.nan)
        if not (bad == 1).any() or not (bad == 0).any():
            return None
        solved = solve(scores(answers.table, bad), answers.common)
        name = "+".join(code for code, b in zip(codes, bad, strict=True) if b == 1)
        return _Hypotheses(solved, [0], [name], "share")
    if np.isfinite(variable.values).sum() >= SCALE:
        solved = solve(scores(answers.table, variable.values), answers.common)
        return _Hypotheses(solved, [0], ["-"], "mean")
    columns = [0] if len(codes) == 2 else list(range(len(codes)))
    return _Hypotheses(answers.shares, columns, [codes[k] for k in columns], "share")


def _enough(wanted: _Hypotheses, first: np.ndarray, size: int) -> np.ndarray:
    if wanted.statistic != "share":
        return np.ones((len(first), wanted.figures.mu.shape[1]), dtype=bool)
    solved = wanted.figures
    effective, _ = effective_n(solved.n, solved.kish, solved.spread, solved.var)
    fewest = np.minimum(effective[first], effective[first + size])
    shares: Floats = (solved.mu[first] + solved.mu[first + size]) / 2
    return np.asarray(fewest * np.minimum(shares, 1 - shares) >= FEW)


def corrected(questionnaire: str, found: list[dict[str, Any]]) -> pd.DataFrame:
    """Table ``tests`` of a questionnaire, p-values adjusted within each field of action."""
    known = {test["key"] for test in found}
    distinct = [test for test in found if not known.intersection(test["same_as"])]
    families: dict[str, list[dict[str, Any]]] = {}
    for test in distinct:
        families.setdefault(test["family"], []).append(test)
    adjusted: dict[str, float] = {}
    for family in families.values():
        p = benjamini_hochberg(np.array([test["p"] for test in family]))
        adjusted |= {test["key"]: value for test, value in zip(family, p, strict=True)}
    rows = [
        {
            **{column: test[column] for column in COLUMNS if column != "p_adjusted"},
            "p_adjusted": next(
                adjusted[k] for k in [test["key"], *test["same_as"]] if k in adjusted
            ),
            "key": f"{questionnaire}/{test['key']}",
            "family": f"{questionnaire}/{test['family']}",
        }
        for test in found
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = ["difference", "ci_low", "ci_high", "p", "p_adjusted"]
    text = ["key", "contrast", "family"]
    return table.astype({**dict.fromkeys(numbers, float), **dict.fromkeys(text, "str")})
