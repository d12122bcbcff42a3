"""Ratios of weighted sums and their linearised variances, for many domains at once.

Every figure of this room is a ratio ``mu = Σ w x / Σ w`` over the members of a domain with a valid answer.
Its influence is ``u = (x - mu) / Σ w`` there and 0 elsewhere; the variance for independent respondents
drawn with replacement is ``n/(n-1) Σ (w e - mean)²`` with ``e = u``, or, for raked weights, with the
residual of ``u`` regressed on the dummies of the raking margins under the base weights (Deville and
Särndal, JASA 1992; R ``survey``: ``svydesign(ids = ~1)`` with ``rake``). All sums are first taken per
raking cell, so that nothing here depends on the number of respondents. With strata or clusters they are
taken per segment (``strata.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.estimate.encode import Floats, Ints
from pipeline.estimate.strata import Strata


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
        hat: turns unweighted sums per cell into fitted values of the regression on the margins: dummies of
            the margins' categories (cells x labels) and the inverse of their cross products; None without
            calibration.
        w: sum of weights in each cell.
        v: sum of squared weights in each cell.
        correction: finite population correction, 1 - n/N of a closed list; 1 for open participation.
        strata: where strata or clusters were declared; cells are then segments.
        raked: what raking multiplied base weights by in each cell (base weights are what the regression
            weighs by, and may differ within a cell); None where all were 1.
    """

    n: int
    hat: tuple[Floats, Floats] | None
    w: Floats
    v: Floats
    correction: float = 1.0
    strata: Strata | None = None
    raked: Floats | None = None

    @property
    def degrees_of_freedom(self) -> int:
        """Drawn units less strata."""
        return self.n - 1 if self.strata is None else self.strata.degrees_of_freedom

    def fitted(self, u: Floats, wu: Floats) -> Floats:
        """Fitted values per cell of influences summed per cell (domains x cells x figures).

        Args:
            u: sums of influences.
            wu: sums of weight times influence.
        """
        if self.hat is None:
            return np.zeros_like(u)
        dummies, inverse = self.hat
        weighed = u if self.raked is None else wu / self.raked[:, None]
        by_label = np.einsum("ij,jm,dik->dmk", dummies, inverse, weighed, optimize=False)
        return np.asarray(np.einsum("im,dmk->dik", dummies, by_label))


@dataclass(frozen=True)
class Figures:
    """Ratios and what their variances are made of; ``mu`` … ``df`` are domains x figures.

    Attributes:
        mu: the ratio; NaN without respondents.
        var: its variance; NaN where all of a domain are in one cluster.
        n: respondents in the base.
        kish: (Σw)²/Σw² of the base.
        spread: weighted variance of x in the base, denominator n - 1.
        df: degrees of freedom: drawn units less strata in the base.
        square: Σ w²u² per cell, domains x cells x figures.
        wu: Σ wu per cell.
        u: Σ u per cell.
        vu: Σ w²u per cell.
    """

    mu: Floats
    var: Floats
    n: Floats
    kish: Floats
    spread: Floats
    df: Floats
    square: Floats
    wu: Floats
    u: Floats
    vu: Floats


def calibration(
    cells: Ints,
    names: list[str],
    weights: Floats,
    correction: float = 1.0,
    strata: Strata | None = None,
    *,
    base: Floats | None = None,
) -> Calibration:
    """Prepare the regression on raking margins.

    Args:
        cells: raking cell (or segment) of each respondent.
        names: of the cells: ``margin=category|margin=category``; only empty names mean no calibration.
        weights: of the respondents.
        correction: finite population correction.
        strata: how segments lie in strata and clusters.
        base: weights before raking, which multiplies them by the same within a cell; ones by default.
    """
    size = len(names)
    total = np.bincount(cells, weights=base, minlength=size).astype(np.float64)
    sums = np.bincount(cells, weights=weights, minlength=size).astype(np.float64)
    squares = np.bincount(cells, weights=weights**2, minlength=size).astype(np.float64)
    hat = None
    if any(names):
        margins = [name.split("|") for name in names]
        labels = sorted({part for parts in margins for part in parts})
        dummies = np.array([[label in parts for label in labels] for parts in margins], dtype=float)
        hat = dummies, inverse((dummies.T * total) @ dummies)
    raked = None
    if base is not None:
        raked = np.divide(sums, total, out=np.ones(size), where=(total > 0) & (sums > 0))
    return Calibration(len(cells), hat, sums, squares, correction, strata, raked)


def inverse(cross: Floats) -> Floats:
    """Generalised inverse of a matrix of cross products by sweeping (Goodnight, Am. Statistician 1979).

    Columns that depend on earlier ones are left out. No library sums here, so every processor gives the
    same digits.
    """
    a = cross.astype(np.float64, copy=True)
    diagonal = np.diag(cross)
    kept = np.zeros(len(a), dtype=bool)
    for k in range(len(a)):
        pivot = a[k, k]
        if pivot <= 1e-9 * diagonal[k]:
            continue
        kept[k] = True
        row, column = a[k].copy(), a[:, k].copy()
        a -= column[:, None] * (row / pivot)
        a[k], a[:, k] = row / pivot, -column / pivot
        a[k, k] = 1 / pivot
    return np.where(kept[:, None] & kept, a, 0.0)


def solve(sums: Sums, common: Calibration) -> Figures:
    """Ratios and variances of all figures in all domains."""
    with np.errstate(divide="ignore", invalid="ignore"):
        w, n = sums.w.sum(axis=1), sums.n.sum(axis=1)
        mu = sums.wx.sum(axis=1) / w
        at, per = mu[:, None, :], w[:, None, :]
        square = (sums.vxx - 2 * at * sums.vx + at**2 * sums.v) / per**2
        wu = (sums.wx - at * sums.w) / per
        u = (sums.nx - at * sums.n) / per
        vu = (sums.vx - at * sums.v) / per
        spread = np.maximum(sums.wxx.sum(axis=1) / w - mu**2, 0.0) * n / (n - 1)
        kish = w**2 / sums.v.sum(axis=1)
        var = variance((square, wu, u, vu), common)
    df = n - 1
    if common.strata is not None:
        df, alone = common.strata.freedom(sums.n)
        var = np.where(alone, np.nan, var)
    return Figures(mu, var, n, kish, spread, df, square, wu, u, vu)


def variance(parts: tuple[Floats, Floats, Floats, Floats], common: Calibration) -> Floats:
    """Variance from the parts of an influence function; see the module's head.

    Args:
        parts: Σ w²u², Σ wu, Σ u and Σ w²u per cell, each domains x cells x figures.
        common: calibration and design.
    """
    square, wu, u, vu = parts
    z, zz = wu, square
    if common.hat is not None:
        fitted = common.fitted(u, wu)
        w, v = common.w[:, None], common.v[:, None]
        z = wu - w * fitted
        zz = square - 2 * vu * fitted + v * fitted**2
    if common.strata is None:
        factor = common.correction * common.n / (common.n - 1) if common.n > 1 else np.nan
        total = factor * (zz.sum(axis=1) - z.sum(axis=1) ** 2 / common.n)
    else:
        total = common.strata.variance(z, zz)
    return np.asarray(np.where(total < 1e-12 * square.sum(axis=1), 0.0, total))


def difference(
    figures: Figures, first: Ints, second: Ints, common: Calibration
) -> tuple[Floats, Floats]:
    """Difference of the same figure between disjoint domains, and its variance.

    Args:
        figures: solved figures.
        first: domains to subtract from.
        second: domains to subtract; each disjoint from its partner in ``first``.
        common: calibration and design.
    """
    square = figures.square[first] + figures.square[second]
    rest = (getattr(figures, name) for name in ("wu", "u", "vu"))
    wu, u, vu = (part[first] - part[second] for part in rest)
    var = variance((square, wu, u, vu), common)
    known = np.isfinite(figures.var[first]) & np.isfinite(figures.var[second])
    return figures.mu[first] - figures.mu[second], np.where(known, var, np.nan)
