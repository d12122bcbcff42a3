"""Weighted medians with Woodruff intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from pipeline.estimate.encode import Floats
from pipeline.estimate.intervals import LEVEL
from pipeline.estimate.linear import Calibration, solve
from pipeline.estimate.tabulate import Table, below

SLACK = 1e-12  # cumulated shares that should be exactly one half are not, in binary


def median(table: Table, values: Floats, common: Calibration) -> tuple[Floats, ...]:
    """Median of a variable in every domain.

    The median is the smallest value up to which at least half of the weight lies. The share up to it has a
    linearised standard error; the quantiles at 0.5 ± t·se bound the interval (Woodruff, JASA 1952), cut at
    the smallest and largest value, and the standard error is the interval's length over 2t. t has the
    degrees of freedom of the domain: drawn units less strata.

    R: ``oldsvyquantile(x, design, 0.5, ci = TRUE, interval.type = "Wald", method = "constant", f = 1)``.
    ``svyquantile(interval.type = "mean", qrule = "math")`` has the same median and error of the share, but
    inverts *F(median)* ± t·se, and F(median) is at least one half: of 20 people 11 may be up to the median.
    With few people, or many who give one answer, its bounds are higher, and NaN where they lie outside 0-1.

    Args:
        table: sums of the categories.
        values: of the categories; NaN for those in no base.
        common: calibration and sample size.

    Returns:
        median, standard error, lower and upper bound, n; each one per domain.
    """
    order = np.argsort(values, kind="stable")  # NaN last
    table = replace(table, w=table.w[..., order], v=table.v[..., order], n=table.n[..., order])
    values = values[order]
    has = np.isfinite(values)
    weights = table.w.sum(axis=1) * has
    with np.errstate(divide="ignore", invalid="ignore"):
        cumulated = weights.cumsum(axis=1) / weights.sum(axis=1, keepdims=True)
    half = np.full(len(cumulated), 0.5)
    cut = _position(cumulated, half, has)
    solved = solve(below(table, values, cut), common)
    n = solved.n[:, 0]
    se = np.sqrt(solved.var[:, 0])
    t = stdtrit(np.maximum(solved.df[:, 0], 1.0), 0.5 + LEVEL / 2)
    unknown = (n == 0) | ~np.isfinite(se)  # nobody, or all in one cluster
    se = np.where(unknown, 0.0, se)
    low = values[_position(cumulated, np.maximum(half - t * se, 0.0), has)]
    high = values[_position(cumulated, np.minimum(half + t * se, 1.0), has)]
    middle = np.where(n == 0, np.nan, values[cut])
    rest = ((high - low) / (2 * t), low, high)
    return (middle, *(np.where(unknown, np.nan, part) for part in rest), n)


def _position(cumulated: Floats, at: Floats, has: np.ndarray) -> np.ndarray:
    """First category at which the cumulated share reaches ``at``; an empty domain gives the first."""
    reached = np.nan_to_num(cumulated) >= at[:, None] - SLACK
    position = reached.argmax(axis=1)
    return np.asarray(np.minimum(position, max(int(has.sum()) - 1, 0)))
