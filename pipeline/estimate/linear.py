"""Ratios of weighted sums and their linearised variances, for many domains at once.

Every figure of this room is a ratio ``mu = Σ w x / Σ w`` over the members of a domain with a valid answer.
Its influence is ``u = (x - mu) / Σ w`` there and 0 elsewhere; the variance for independent respondents
drawn with replacement is ``n/(n-1) Σ (w e - mean)²`` with ``e = u``, or, for raked weights, with the
residual of ``u`` regressed on the dummies of the raking margins under the base weights (Deville and
Särndal, JASA 1992; R ``survey``: ``svydesign(ids = ~1)`` with ``rake``). All sums are first taken per
raking cell, so that nothing here depends on the number of respondents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.estimate.encode import Floats, Ints


@dataclass(frozen=True)
class Sums:
    """Sums over respondents with a valid answer; each array is domains x cells x figures.

    Attributes:
        w: weights.
        wx: weight times x.
        wxx: weight times x².
        v: squared weights.
        vx: squared weight times x.
        vxx: squared weight times x².
        n: respondents.
        nx: x of respondents, unweighted.
    """

    w: Floats
    wx: Floats
    wxx: Floats
    v: Floats
    vx: Floats
    vxx: Floats
    n: Floats
    nx: Floats


@dataclass(frozen=True)
class Calibration:
    """What all variances share.

    Attributes:
        n: respondents of the questionnaire.
        hat: cells x cells: turns unweighted cell sums into fitted values of the regression on the
            margins; None without calibration.
        w: sum of weights in each cell.
        v: sum of squared weights in each cell.
        correction: finite population correction, 1 - n/N of a closed list; 1 for open participation.
    """

    n: int
    hat: Floats | None
    w: Floats
    v: Floats
    correction: float = 1.0


@dataclass(frozen=True)
class Figures:
    """Ratios and what their variances are made of; ``mu`` … ``spread`` are domains x figures.

    Attributes:
        mu: the ratio; NaN without respondents.
        var: its variance.
        n: respondents in the base.
        kish: (Σw)²/Σw² of the base.
        spread: weighted variance of x in the base, denominator n - 1.
        square: Σ w²u².
        u: Σ u per cell, domains x cells x figures.
        vu: Σ w²u per cell.
    """

    mu: Floats
    var: Floats
    n: Floats
    kish: Floats
    spread: Floats
    square: Floats
    u: Floats
    vu: Floats


def calibration(
    cells: Ints, names: list[str], weights: Floats, correction: float = 1.0
) -> Calibration:
    """Prepare the regression on raking margins.

    Args:
        cells: raking cell of each respondent.
        names: of the cells: ``margin=category|margin=category``; a single empty name means no calibration.
        weights: of the respondents.
        correction: finite population correction.
    """
    size = len(names)
    sums = np.bincount(cells, weights=weights, minlength=size).astype(np.float64)
    squares = np.bincount(cells, weights=weights**2, minlength=size).astype(np.float64)
    hat = None
    if any(names):
        margins = [name.split("|") for name in names]
        labels = sorted({part for parts in margins for part in parts})
        dummies = np.array([[label in parts for label in labels] for parts in margins], dtype=float)
        counts = np.bincount(cells, minlength=size).astype(np.float64)
        hat = dummies @ np.linalg.pinv(dummies.T * counts @ dummies) @ dummies.T
    return Calibration(len(cells), hat, sums, squares, correction)


def solve(sums: Sums, common: Calibration) -> Figures:
    """Ratios and variances of all figures in all domains."""
    with np.errstate(divide="ignore", invalid="ignore"):
        w, n = sums.w.sum(axis=1), sums.n.sum(axis=1)
        mu = sums.wx.sum(axis=1) / w
        at = mu[:, None, :]
        square = (sums.vxx - 2 * at * sums.vx + at**2 * sums.v).sum(axis=1) / w**2
        u = (sums.nx - at * sums.n) / w[:, None, :]
        vu = (sums.vx - at * sums.v) / w[:, None, :]
        spread = np.maximum(sums.wxx.sum(axis=1) / w - mu**2, 0.0) * n / (n - 1)
        kish = w**2 / sums.v.sum(axis=1)
    var = variance(square, u, vu, common)
    return Figures(mu, var, n, kish, spread, square, u, vu)


def variance(square: Floats, u: Floats, vu: Floats, common: Calibration) -> Floats:
    """Variance from the parts of an influence function; see the module's head.

    Args:
        square: Σ w²u², domains x figures.
        u: Σ u per cell, domains x cells x figures.
        vu: Σ w²u per cell, same shape.
        common: calibration and sample size.
    """
    factor = common.correction * common.n / (common.n - 1) if common.n > 1 else np.nan
    if common.hat is None:
        return np.asarray(factor * square)
    fitted = np.einsum("ij,djk->dik", common.hat, u)
    total = (
        square
        - 2 * (vu * fitted).sum(axis=1)
        + np.einsum("j,djk->dk", common.v, fitted**2)
        - np.einsum("j,djk->dk", common.w, fitted) ** 2 / common.n
    )
    return np.asarray(factor * np.where(total < 1e-12 * square, 0.0, total))


def difference(
    figures: Figures, first: Ints, second: Ints, common: Calibration
) -> tuple[Floats, Floats]:
    """Difference of the same figure between disjoint domains, and its variance.

    Args:
        figures: solved figures.
        first: domains to subtract from.
        second: domains to subtract; each disjoint from its partner in ``first``.
        common: calibration and sample size.
    """
    square = figures.square[first] + figures.square[second]
    u, vu = figures.u[first] - figures.u[second], figures.vu[first] - figures.vu[second]
    return figures.mu[first] - figures.mu[second], variance(square, u, vu, common)
