"""Employers a second time: each establishment counts by the employees that its size class stands for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.params import Params
from pipeline.weight import official
from pipeline.weight.margins import Margin
from pipeline.weight.raking import Floats


def employee_weights(
    used: list[Margin], weights: Floats, indicators: pd.DataFrame, params: Params
) -> Floats | None:
    """Weights that give every size class its share of all employees instead of all establishments.

    Within a class all establishments keep their proportions; those whose class is not known keep their share.

    Args:
        used: margins that the weights reproduce.
        weights: establishment weights (mean 1).
        indicators: official values.
        params: margins with ``employees``.

    Returns:
        Weights with mean 1, or None where no used margin has employees of every class.
    """
    declared = {m.id: m for m in params.margins if m.employees}
    for margin in used:
        if margin.id not in declared:
            continue
        people = declared[margin.id].employees
        totals = official.totals(people, margin.categories, indicators, params.network.region)
        if not np.isfinite(totals).all() or totals.sum() <= 0:
            continue
        wanted = np.bincount(margin.merged, weights=totals)
        of = np.append(margin.merged, len(wanted))[margin.category_of]
        now = np.bincount(of, weights=weights, minlength=len(wanted) + 1)
        known = now[:-1].sum()
        factor = np.append(wanted / wanted.sum() * known / now[:-1], 1.0)
        return np.asarray(weights * factor[of], dtype=np.float64)
    return None
