"""What a need consists of, each part with its interval and number of answers (table ``need_parts``).

The table ``needs`` says how many are in need; this one opens it: importance, satisfaction and the gap between
them, severity, whom it concerns, who wanted it and did not have it, whom it keeps from work, who knows and
who uses an offer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess import few
from pipeline.assess.items import Items
from pipeline.assess.needs import wilson

Array = NDArray[np.float64]
MEANS = ("importance", "satisfaction", "gap", "severity")
SHARES = ("concerned", "unmet", "barrier", "awareness", "use")
LEVEL = 0.975


def build(
    items: Items, weights: Array, members: dict[str, NDArray[np.bool_]], least: int
) -> pd.DataFrame:
    """Table ``need_parts``: a row per need, target group and part that anybody answered.

    Means lie between 0 and 1 on the ends of their scale, with Student's t on the replicates' standard error;
    shares have the interval of the share in need (:func:`pipeline.assess.needs.wilson`). ``n`` counts valid
    answers; of ``severity`` those in need, of ``gap`` the smaller of the two. ``fewest`` counts the people
    behind the rarest answer.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates), first column the final weight.
        members: target group -> respondents.
        least: answers that fewer people gave count like an average person's (:mod:`pipeline.assess.few`).
    """
    from scipy.special import stdtrit

    t = float(stdtrit(weights.shape[1] - 2, LEVEL))
    rows: list[dict[str, Any]] = []
    for group, inside in members.items():
        for part, (value, n, rarest) in _parts(items, inside, weights[inside], least).items():
            there = np.flatnonzero((n > 0) & ~np.isnan(value[:, 0]))
            errors = few.deviation(value[there, 1:])
            for i, se in zip(there, errors, strict=True):
                low, high = _interval(part, value[i, 0], se, int(n[i]), t)
                rows.append(
                    {
                        "need": items.names[i],
                        "field_of_action": items.fields[i],
                        "target_group": group,
                        "part": part,
                        "estimate": min(value[i, 0], 1.0),  # a ratio may exceed 1 in the last digit
                        "ci_low": low,
                        "ci_high": high,
                        "n": int(n[i]),
                        "fewest": int(rarest[i]),
                    }
                )
    return pd.DataFrame(rows)


def _parts(
    items: Items, inside: NDArray[np.bool_], weights: Array, least: int
) -> dict[str, tuple[Array, NDArray[np.int64], NDArray[np.int64]]]:
    """Part -> items x (1 + replicates), valid answers per item and people behind the rarest answer."""
    severity = np.where(items.in_need == 1, items.severity, np.nan)
    matrices = {
        "importance": items.importance, "satisfaction": items.satisfaction, "severity": severity,
        "concerned": items.applies, "unmet": items.unmet, "barrier": items.barrier,
        "awareness": items.aware, "use": items.used,
    }  # fmt: skip
    stack = np.hstack([matrix[inside] for matrix in matrices.values()])
    count = (~np.isnan(stack)).sum(axis=0)
    value = np.full((stack.shape[1], weights.shape[1]), np.nan)
    value[count > 0] = few.ratio(stack[:, count > 0], weights, least)
    values, counts, rarest = (np.split(x, len(matrices)) for x in (value, count, few.fewest(stack)))
    out = dict(zip(matrices, zip(values, counts, rarest, strict=True), strict=True))
    (important, n, a), (satisfied, m, b) = out["importance"], out["satisfaction"]
    out["gap"] = (important - satisfied, np.minimum(n, m), np.minimum(a, b))
    return {part: out[part] for part in (*MEANS, *SHARES)}


def _interval(part: str, value: float, se: float, n: int, t: float) -> tuple[float, float]:
    """95 % limits within what the part can be."""
    if part in SHARES:
        return wilson(value, se, n)
    half = t * se
    least = -1.0 if part == "gap" else 0.0
    return max(value - half, least), min(value + half, 1.0)
