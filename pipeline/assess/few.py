"""Answers of one or two people: they count like those of an average person of the group.

Raking gives every cell (mothers with benefits, fathers without) one weight, which anybody can work out from
the margins. The weighted share of a single person is that weight and says to which cell she belongs. So
whoever gave an answer that fewer than ``min_cell`` gave gets the mean weight, the others share the rest;
estimates are treated the same way (``pipeline.disclose.rare``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.assess import criteria

Array = NDArray[np.float64]
SAME = 1e-9


def ratio(values: Array, weights: Array, least: int, kinds: Array | None = None) -> Array:
    """As :func:`pipeline.assess.criteria.ratio`, with answers of fewer than ``least`` people evened out.

    Args:
        values: respondents x columns; NaN where there is no answer.
        weights: respondents x (1 + replicates); the first column is the final weight.
        least: smallest number of people whose own weights may count.
        kinds: which answers are one, where several have the same value; ``values`` itself by default.
    """
    out = criteria.ratio(values, weights)
    if not len(weights) or np.ptp(weights[:, 0]) <= SAME:
        return out
    kinds = values if kinds is None else kinds
    for column in np.flatnonzero(fewest(kinds) < least):
        own = values[:, column : column + 1]
        out[column] = criteria.ratio(own, _even(kinds[:, column], weights, least))[0]
    return out


def fewest(values: Array) -> NDArray[np.int64]:
    """People behind the rarest answer of each column; the number of rows where nobody answered."""
    found = np.full(values.shape[1], len(values), dtype=np.int64)
    for column in range(values.shape[1]):
        sizes = np.unique(values[~np.isnan(values[:, column]), column], return_counts=True)[1]
        found[column] = sizes.min(initial=len(values))
    return found


def deviation(replicates: Array) -> Array:
    """Standard deviation of every row over its replicates; NaN where fewer than two are known.

    Args:
        replicates: rows x replicates, NaN where a replicate drew nobody who answered.
    """
    out = np.full(len(replicates), np.nan)
    known = (~np.isnan(replicates)).sum(axis=1) > 1
    out[known] = np.nanstd(replicates[known], axis=1, ddof=1)
    return out


def _even(values: Array, weights: Array, least: int) -> Array:
    """Weights for one column: mean weight for those with a rare answer, the rest scaled to the same sum.

    Replicates keep how often they draw a person.
    """
    known = ~np.isnan(values)
    kinds, at, sizes = np.unique(values[known], return_inverse=True, return_counts=True)
    del kinds
    rare = np.zeros(len(values), dtype=bool)
    rare[known] = sizes[at] < least
    final = weights[:, 0]
    mean = final[known].mean() if known.any() else np.nan
    others = known & ~rare
    rest = final[others].sum()
    scale = mean * others.sum() / rest if rest > 0 else 1.0
    factor = np.where(rare, mean / final, scale)
    even: Array = weights * factor[:, None]
    return even
