"""Criteria as coarse as they may be published, before anything is made of them.

A field with one need has that need's share as its value: in twelve digits it would give away the exact
weighted share, and with it how many and who. So criteria are made of shares as the wall shows them (whole per
cent; steps of ``round_to`` under ``bracket_below`` answers; under ``min_n`` not at all, they stay unknown),
the spread between groups comes in half percentage points. Standard errors take the nearest of forty steps
per power of ten (preferred numbers R40, ISO 3: 6 % apart, about what 200 replicates leave to chance),
correlations in steps that leave open how many people share two needs. Scores, ranks and the board rest on
these figures alone, so that all of them agree. Formulas: docs/methode.md, "Handlungsfelder".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.assess import criteria, few
from pipeline.assess.criteria import Shares
from pipeline.assess.items import Items
from pipeline.digits import DIGITS, significant
from pipeline.params import Disclosure

Array = NDArray[np.float64]
WHOLE = 0.01
HALF = 0.5  # points of ten, where fewer than ``bracket_below`` answered at all
SPREAD = 0.005  # of the spread between groups: a difference of two equal groups in whole points
PER_DECADE = 40  # steps of standard errors
CORRELATION = 0.05  # smallest step of correlations
SLACK = (
    1e-5  # by which correlations shrink, so that eight written digits leave the matrix semidefinite
)
OPEN = 5  # people by whom the number with two needs stays open


@dataclass(frozen=True)
class Coarse:
    """Shares per item as published (first column) with exact replicates, and how many answered.

    Attributes:
        shares: as published; exact where there is nothing to show.
        n: valid answers per item for each share (in need, severity, reach, aware).
        open: items x shares: whether enough answered for the share to be published.
        limits: of disclosure.
    """

    shares: Shares
    n: dict[str, NDArray[np.int64]]
    open: dict[str, NDArray[np.bool_]]
    limits: Disclosure

    def mean(self, name: str, member: Array) -> Array:
        """Mean over each field's items that may be published.

        Where a field has none, all its items count together in steps of ``round_to``, if at least ``min_n``
        answers were given to them; else it is unknown.
        """
        value: Array = getattr(self.shares, name)
        own = criteria.mean_of_items(value, member * self.open[name])
        together = criteria.mean_of_items(value, member)
        return self._else_together(name, member, own, together)

    def severity(self, member: Array) -> Array:
        """Mean severity of those in need; unknown where too few are in need to say."""
        own = criteria.severity(self.shares, member * self.open["severity"])
        together = criteria.severity(self.shares, member)
        return self._else_together("severity", member, own, together)

    def offer_gap(
        self, member: Array, usable: NDArray[np.bool_], offerable: NDArray[np.bool_]
    ) -> Array:
        """Share of the need that meets no known offer with room, by the same rule.

        Unknown too where people were asked whether they know the offers, but too few to say.
        """
        shown = {
            name: np.where(self.open[name][:, None], getattr(self.shares, name), np.nan)
            for name in ("in_need", "aware")
        }
        own = criteria.offer_gap(replace(self.shares, **shown), member, usable, offerable)
        together = criteria.offer_gap(self.shares, member, usable, offerable)
        value = self._else_together("in_need", member * offerable, own, together)
        asked, told = self.n["aware"] > 0, self.open["aware"]
        silent = (member @ (asked & usable & offerable) > 0) & (member @ (asked & told) == 0)
        return np.where(silent[:, None], np.nan, value)

    def _else_together(self, name: str, member: Array, own: Array, together: Array) -> Array:
        rough = together.copy()
        step = self.limits.round_to / 100
        rough[:, 0] = np.round(rough[:, 0] / step) * step
        has = (member @ self.open[name].astype(float) > 0)[:, None]
        enough = (member @ self.n[name].astype(float) >= self.limits.min_n)[:, None]
        return np.where(has, own, np.where(enough, rough, np.nan))


def shares(items: Items, weights: Array, limits: Disclosure, asked: Array | None = None) -> Coarse:
    """Shares of every item, in the steps of their publication.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates); the first column is the final weight.
        limits: of disclosure.
        asked: per item the fewest answers to any of its questions, which decide how it is published.

    Of fewer than ``min_n`` people nothing is published; then all stays as it is.
    """
    severity = np.where(items.in_need == 1, items.severity, np.nan)
    matrices = {
        "in_need": items.in_need, "severity": severity, "reach": items.applies, "aware": items.aware,
    }  # fmt: skip
    stacked = few.ratio(np.hstack(list(matrices.values())), weights, limits.min_cell)
    found = dict(zip(matrices, np.split(stacked, len(matrices)), strict=True))
    n = {name: (~np.isnan(x)).sum(axis=0) for name, x in matrices.items()}
    open_ = {}
    for name, value in found.items():
        size = n[name].astype(float)
        if asked is not None and name != "severity":
            size = np.fmin(size, asked)
        open_[name] = (size >= limits.min_n) | (len(weights) < limits.min_n)
        by = n["in_need"].astype(float) if name == "severity" else size
        step = np.where(by < limits.bracket_below, limits.round_to / 100, WHOLE)
        value[:, 0] = np.where(open_[name], np.round(value[:, 0] / step) * step, value[:, 0])
    return Coarse(Shares(**found), n, open_, limits)


def points(criterion: str, value: Array, n: int, limits: Disclosure) -> Array:
    """Points of a criterion; in halves where fewer than ``bracket_below`` answered at all."""
    out = criteria.points(criterion, value)
    if n < limits.bracket_below:
        out[:, 0] = np.round(out[:, 0] / HALF) * HALF
    return out


def inequality(value: Array, need: Array) -> Array:
    """Variance between groups, of a spread in half percentage points; replicates stay exact.

    Unknown for fields whose share in need (first column of ``need``) is unknown.
    """
    out = np.where(np.isnan(need[:, :1]), np.nan, value)
    out[:, 0] = (np.round(np.sqrt(np.maximum(out[:, 0], 0.0)) / SPREAD) * SPREAD) ** 2
    return out


def covariance(matrix: Array, n: int) -> Array:
    """Covariance with coarse standard errors and correlations; positive semidefinite.

    Correlations are rounded towards zero in steps of 0.05, or of 20 / n in small surveys: the number of
    people with both of two needs is n times correlation times the two deviations, at most a quarter, so
    one step is at least :data:`OPEN` people. What rounding makes indefinite is replaced by the
    nearest matrix without negative eigenvalues, scaled back to ones on the diagonal. The result has the
    digits with which it is written, so that whoever reads it gets the same ranks.

    Args:
        matrix: exact covariance.
        n: people who answered.
    """
    error = errors(np.sqrt(np.maximum(np.diag(matrix), 0.0)))
    exact = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    there = exact > 0
    scale = np.where(there, exact, 1.0)
    step = min(max(CORRELATION, 4 * OPEN / max(n, 1)), 1.0)
    rough = np.trunc(matrix / np.outer(scale, scale) / step + np.sign(matrix) * 1e-9) * step
    np.fill_diagonal(rough, there.astype(float))
    values, vectors = np.linalg.eigh((rough + rough.T) / 2)
    if values[0] < 0:
        clipped = (vectors * np.maximum(values, 0.0)) @ vectors.T
        length = np.sqrt(np.where(there, np.diag(clipped), 1.0))
        rough = clipped / np.outer(length, length) * (1 - SLACK)
        rough = (rough + rough.T) / 2
        np.fill_diagonal(rough, there.astype(float))
    return significant(rough * np.outer(error, error), DIGITS)


def errors(se: Array) -> Array:
    """Standard errors as preferred numbers: powers of the fortieth root of ten."""
    with np.errstate(divide="ignore"):
        steps = np.round(np.log10(se) * PER_DECADE)
    return np.where(se > 0, 10.0 ** (steps / PER_DECADE), 0.0)
