"""Sampling designs with strata, clusters and finite populations, by influence functions.

The stage uses it where ``params.designs`` declares strata or clusters (``strata.py`` lays it on the batch);
analysts ask it for totals, ratios and tests. First-stage variance with the finite population correction of
the stratum, as R's ``svydesign`` and ``svyrecvar``; calibration by residuals. Sources: Särndal, Swensson and
Wretman, *Model Assisted Survey Sampling*, 1992; Deville and Särndal 1992.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.errors import PipelineError
from pipeline.estimate.encode import Floats, Ints

LONELY = ("fail", "adjust", "average", "certainty")


@dataclass(frozen=True)
class Design:
    """How respondents came into a sample.

    Attributes:
        weights: final weights.
        strata: stratum of each respondent; one stratum by default.
        clusters: cluster of each respondent; respondents themselves by default.
        population: clusters in each respondent's stratum in the population (for the correction); None for
            sampling with replacement.
        calibration: groupings whose totals the weights reproduce; variances use residuals from their means.
        base: weights before calibration, by which those means are weighted.
        lonely: what a stratum with one cluster does, as R's ``survey.lonely.psu``: ``fail``, ``adjust`` (its
            influence is not centred), ``average`` (it adds what the others do on average) or ``certainty``
            (it adds nothing).
    """

    weights: Floats
    strata: Ints = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    clusters: Ints = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    population: Floats | None = None
    calibration: tuple[Ints, ...] = ()
    base: Floats | None = None
    lonely: str = "fail"

    @classmethod
    def of(
        cls,
        weights: Sequence[float],
        strata: Sequence[object] | None = None,
        clusters: Sequence[object] | None = None,
        population: Sequence[float] | None = None,
        lonely: str = "fail",
    ) -> Design:
        """A design from columns of a table.

        Raises:
            PipelineError: an unknown rule for lonely clusters.
        """
        if lonely not in LONELY:
            raise PipelineError(
                f"'{lonely}' is no rule for strata with one cluster",
                hint=f"use one of: {', '.join(LONELY)}",
            )
        w = np.asarray(weights, dtype=float)
        s = _codes(strata) if strata is not None else np.zeros(len(w), dtype=np.intp)
        c = _codes(clusters) if clusters is not None else np.arange(len(w))
        size = None if population is None else np.asarray(population, dtype=float)
        return cls(
            w, s, _codes([f"{a}:{b}" for a, b in zip(s, c, strict=True)]), size, lonely=lonely
        )

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata."""
        return int(self.clusters.max() + 1) - int(self.strata.max() + 1)

    def degrees_of_freedom_of(self, inside: np.ndarray) -> int:
        """Clusters less strata that a domain touches (R: ``degf(subset(design, …))``)."""
        return len(np.unique(self.clusters[inside])) - len(np.unique(self.strata[inside]))

    def raked(
        self, margins: Sequence[tuple[Sequence[object], dict[str, float]]], rounds: int = 1000
    ) -> Design:
        """Rake to totals of the population.

        Args:
            margins: category of each respondent, and the total of each category.
            rounds: at most so many passes.

        Raises:
            PipelineError: the totals cannot be met.
        """
        w = self.weights.copy()
        coded = []
        for categories, totals in margins:
            of, names = pd.factorize(np.asarray(categories, dtype=object))
            coded.append((of, np.array([totals[str(name)] for name in names], dtype=float)))
        gap = np.inf
        for _ in range(rounds):
            for of, totals_of in coded:
                w *= (totals_of / np.bincount(of, weights=w))[of]
            gap = max(
                float(np.abs(np.bincount(of, weights=w) / totals_of - 1).max())
                for of, totals_of in coded
            )
            if gap < 1e-12:
                break
        if gap > 1e-6:
            raise PipelineError(
                "the totals cannot all be met", hint="check that they add up to the same number"
            )
        groupings = tuple(of for of, _ in coded)
        return replace(self, weights=w, calibration=groupings, base=self.weights)

    def variance(self, influence: Floats) -> Floats:
        """Covariance matrix of totals of weighted influences.

        Args:
            influence: respondents x figures, unweighted (``x`` for a total, ``(x - mean) / Σw`` for a mean).

        Raises:
            PipelineError: a stratum has one cluster and ``lonely`` is ``fail``.
        """
        z = np.asarray(influence, dtype=float).reshape(len(self.weights), -1)
        z = self._residuals(z) * self.weights[:, None]
        clusters = np.zeros((int(self.clusters.max()) + 1, z.shape[1]))
        np.add.at(clusters, self.clusters, z)
        stratum = np.zeros(len(clusters), dtype=np.intp)
        stratum[self.clusters] = self.strata
        total = np.zeros((z.shape[1], z.shape[1]))
        sizes = np.bincount(stratum)
        for h in range(len(sizes)):
            members = clusters[stratum == h]
            total += self.correction(h, len(members)) * self._scatter(members, h)
        if self.lonely == "average" and (sizes == 1).any():
            several = int((sizes > 1).sum())
            total *= len(sizes) / several if several else np.nan
        return total

    def _residuals(self, z: Floats) -> Floats:
        if not self.calibration:
            return z
        base = self.weights if self.base is None else self.base
        dummies = np.hstack([np.eye(int(of.max()) + 1)[of] for of in self.calibration])
        root = np.sqrt(base)[:, None]
        solution, *_ = np.linalg.lstsq(dummies * root, z * root, rcond=None)
        return np.asarray(z - dummies @ solution)

    def correction(self, h: int, n: int) -> float:
        """Finite population correction of a stratum in which ``n`` clusters were drawn."""
        if self.population is None:
            return 1.0
        size = float(self.population[self.strata == h][0])
        return 1.0 if np.isinf(size) else max((size - n) / size, 0.0)

    def _scatter(self, members: Floats, h: int) -> Floats:
        n = len(members)
        if n > 1:
            centred = members - members.mean(axis=0)
            return np.asarray(n / (n - 1) * centred.T @ centred)
        if self.lonely == "fail":
            raise PipelineError(
                f"stratum {h} has one cluster",
                hint="merge it with a similar stratum, or choose another rule: adjust, average, certainty",
            )
        if self.lonely != "adjust":
            return np.zeros((members.shape[1], members.shape[1]))
        return np.asarray(members.T @ members)

    def total(self, x: Floats) -> tuple[float, float]:
        """Total and its standard error."""
        return float(self.weights @ x), float(np.sqrt(self.variance(x)[0, 0]))

    def mean(self, x: Floats, inside: Floats | None = None) -> tuple[float, float]:
        """Mean of x, also in a domain (``inside`` true), and its standard error."""
        one = np.ones(len(x)) if inside is None else np.asarray(inside, dtype=float)
        return self.ratio(x * one, one)

    def ratio(self, x: Floats, y: Floats) -> tuple[float, float]:
        """Ratio of two totals and its standard error."""
        below = float(self.weights @ y)
        value = float(self.weights @ x) / below
        return value, float(np.sqrt(self.variance((x - value * y) / below)[0, 0]))


def _codes(values: Sequence[object]) -> Ints:
    return np.asarray(pd.factorize(np.asarray(values, dtype=object))[0], dtype=np.intp)


def replicate_error(values: Floats) -> float:
    """Standard error from one estimate per bootstrap replicate: root mean square about their mean.

    As R's ``svrepdesign(type = "bootstrap", scale = 1/R, rscales = 1, mse = FALSE)``.
    """
    return float(np.sqrt(np.mean((values - values.mean()) ** 2)))


def rao_scott(design: Design, a: Ints, b: Ints) -> tuple[float, float, float, float]:
    """Test of independence of two categorical variables (Rao and Scott, Annals of Statistics 1984).

    Args:
        design: of the sample.
        a: category of each respondent, from 0.
        b: category of each respondent, from 0.

    Returns:
        F, numerator and denominator degrees of freedom, p (R: ``svychisq(statistic = "F")``).
    """
    from scipy.special import fdtrc

    rows, columns = int(a.max()) + 1, int(b.max()) + 1
    cells = np.eye(rows * columns)[a * columns + b]
    total = design.weights.sum()
    p = design.weights @ cells / total
    covariance = design.variance((cells - p) / total)
    table = p.reshape(rows, columns)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)).ravel()
    n = len(a)
    statistic = n * float(((p - expected) ** 2 / expected).sum())
    main, cross = _contrasts(rows, columns)
    projected = cross - main @ np.linalg.lstsq(main, cross, rcond=None)[0]
    inverse = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
    simple = projected.T * inverse @ projected / n
    weighted = projected * inverse[:, None]
    delta = np.linalg.solve(simple, weighted.T @ covariance @ weighted)
    trace = float(np.trace(delta))
    df = trace**2 / float(np.trace(delta @ delta))
    below = df * design.degrees_of_freedom
    f = statistic / trace
    return f, df, below, float(fdtrc(df, below, f))


def _contrasts(rows: int, columns: int) -> tuple[Floats, Floats]:
    """Design matrices of the main effects and of the interaction."""
    a = np.kron(np.eye(rows)[:, 1:], np.ones((columns, 1)))
    b = np.kron(np.ones((rows, 1)), np.eye(columns)[:, 1:])
    one = np.ones((rows * columns, 1))
    cross = np.einsum("ij,ik->ijk", a, b).reshape(rows * columns, -1)
    return np.hstack([one, a, b]), cross
