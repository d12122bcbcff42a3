"""Groups against their complements, one false-discovery-rate family per field of action.

Tested are the shares of variables that belong to a field of action, never of variables that define a
group or a margin; of two-category variables only the first category, since the other one says the same.
A group is tested only where it and its complement have as many answers as whole per cents need
(``disclosure.bracket_below``) and at least five effective answers of either kind are expected in both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimate.encode import Variable
from pipeline.estimate.groups import Groups
from pipeline.estimate.intervals import (
    FEW,
    benjamini_hochberg,
    effective_n,
    p_value,
    student,
)
from pipeline.estimate.linear import Calibration, Figures, difference

UNTESTED_ROLES = ("margin", "target_group", "open")
COLUMNS = ["key", "contrast", "difference", "ci_low", "ci_high", "p", "p_adjusted", "family"]
COMPLEMENT = "rest"


def candidates(
    variable: Variable, solved: Figures, groups: Groups, common: Calibration, at_least: int
) -> list[dict[str, Any]]:
    """Differences of one variable's shares that may be tested.

    Args:
        variable: with its categories.
        solved: shares in the groups and, below them, in their complements.
        groups: names and definitions.
        common: calibration and sample size.
        at_least: answers that both sides need.
    """
    if variable.field is None or variable.codes is None or variable.role in UNTESTED_ROLES:
        return []
    size = len(groups.names)
    tested = [
        g
        for g in range(1, size)
        if variable.name not in groups.defined_by[g]
        and min(solved.n[g, 0], solved.n[size + g, 0]) >= at_least
    ]
    if not tested:
        return []
    first = np.array(tested)
    second = first + size
    gap, var = difference(solved, first, second, common)
    effective, _ = effective_n(solved.n, solved.kish, solved.spread, solved.var)
    fewest = np.minimum(effective[first], effective[second])
    shares = (solved.mu[first] + solved.mu[second]) / 2
    enough = fewest * np.minimum(shares, 1 - shares) >= FEW
    se = np.sqrt(var)
    df = np.full_like(se, max(common.n - 1, 1))
    low, high = student(gap, se, df)
    p = p_value(gap, se, df)
    columns = range(1 if variable.size <= 2 else variable.size)
    return [
        {
            "key": f"{variable.name}/{variable.codes[k]}/{groups.names[g]}/share",
            "contrast": f"{groups.names[g]} - {COMPLEMENT}",
            "difference": gap[row, k],
            "ci_low": max(low[row, k], -1.0),
            "ci_high": min(high[row, k], 1.0),
            "p": p[row, k],
            "family": variable.field,
        }
        for row, g in enumerate(tested)
        for k in columns
        if enough[row, k] and np.isfinite(p[row, k])
    ]


def corrected(questionnaire: str, found: list[dict[str, Any]]) -> pd.DataFrame:
    """Table ``tests`` of a questionnaire, p-values adjusted within each field of action."""
    table = pd.DataFrame(found, columns=[c for c in COLUMNS if c != "p_adjusted"])
    numbers = ["difference", "ci_low", "ci_high", "p"]
    table = table.astype({**dict.fromkeys(numbers, float), "key": str, "contrast": str})
    table["p_adjusted"] = table.groupby("family", sort=False)["p"].transform(
        lambda p: benjamini_hochberg(p.to_numpy())
    )
    table["key"] = questionnaire + "/" + table["key"]
    table["family"] = questionnaire + "/" + table["family"].astype(str)
    return table[COLUMNS]
