"""Strata and clusters in the batch: variances from sums per segment.

A *segment* is a raking cell within a drawn unit (a cluster), or within a stratum where respondents
themselves were drawn. Segments are in the order of strata and units, so that sums over units and strata are
sums over neighbours. First-stage variance as R's ``svyrecvar``; the rules for strata with one unit are those
of R's option ``survey.lonely.psu``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.estimate.design import Design
from pipeline.estimate.encode import Floats, Ints


@dataclass(frozen=True)
class Strata:
    """How segments lie in units and strata.

    Attributes:
        units: first segment of each unit; None where respondents were drawn.
        strata: first unit of each stratum, or first segment where respondents were drawn.
        drawn: units in each stratum of the whole sample.
        correction: finite population correction of each stratum.
        lonely: rule for strata with one unit.
    """

    units: Ints | None
    strata: Ints
    drawn: Floats
    correction: Floats
    lonely: str

    @property
    def degrees_of_freedom(self) -> int:
        """Units less strata, of the whole sample."""
        return int(self.drawn.sum()) - len(self.drawn)

    def variance(self, z: Floats, zz: Floats) -> Floats:
        """Variance of totals.

        Args:
            z: Σ of weighted residuals in each segment, domains x segments x figures.
            zz: Σ of their squares, used where respondents were drawn.
        """
        if self.units is not None:
            z = np.add.reduceat(z, self.units, axis=1)
            zz = z**2
        sums, squares = (np.add.reduceat(part, self.strata, axis=1) for part in (z, zz))
        m, left = self.drawn[:, None], self.correction[:, None]
        several = self.drawn > 1
        centred = np.maximum(squares - sums**2 / m, 0.0)
        scatter = np.where(several[:, None], m / np.maximum(m - 1, 1) * centred, 0.0)
        if self.lonely == "adjust":
            scatter = np.where(several[:, None], scatter, squares)
        total = (left * scatter).sum(axis=1)
        if self.lonely == "average" and not several.all():
            total = total * len(several) / several.sum() if several.any() else total * np.nan
        return np.asarray(total)

    def freedom(self, n: Floats) -> tuple[Floats, np.ndarray]:
        """Degrees of freedom of figures in domains, and where one unit alone cannot show any variance.

        Args:
            n: respondents in the base, domains x segments x figures.
        """
        people = n.sum(axis=1)
        if self.units is None:
            units = people
        else:
            n = np.add.reduceat(n, self.units, axis=1)
            units = (n > 0).sum(axis=1).astype(np.float64)
        strata = (np.add.reduceat(n, self.strata, axis=1) > 0).sum(axis=1)
        alone = (units < 2) & (self.units is not None) & (people > 0)
        return np.asarray(units - strata, dtype=np.float64), alone


def segments(design: Design, cells: Ints) -> tuple[Ints, Ints, Strata]:
    """Lay a design on raking cells.

    Args:
        design: of the sample, with strata, clusters and corrections.
        cells: raking cell of each respondent.

    Returns:
        Segment of each respondent; raking cell of each segment; how segments lie in units and strata.
    """
    clustered = len(np.unique(design.clusters)) < len(cells)
    unit = design.clusters if clustered else design.strata
    keys = pd.DataFrame({"stratum": design.strata, "unit": unit, "cell": cells})
    kinds, of = np.unique(keys.to_numpy(), axis=0, return_inverse=True)
    starts = np.flatnonzero(np.append(True, (kinds[1:, :2] != kinds[:-1, :2]).any(axis=1)))
    unit_stratum = kinds[starts, 0] if clustered else kinds[:, 0]
    first = np.flatnonzero(np.append(True, unit_stratum[1:] != unit_stratum[:-1]))
    names = unit_stratum[first]
    drawn = np.array([len(np.unique(design.clusters[design.strata == h])) for h in names])
    left = np.array([design.correction(int(h), int(m)) for h, m in zip(names, drawn, strict=True)])
    laid = Strata(
        starts if clustered else None, first, drawn.astype(np.float64), left, design.lonely
    )
    return of.reshape(-1).astype(np.intp), kinds[:, 2].astype(np.intp), laid


def of_table(weights: pd.DataFrame, lonely: str) -> Design | None:
    """The design that the table ``weights`` tells of; None where it names neither strata nor clusters.

    Args:
        weights: rows of one questionnaire in the order of its respondents.
        lonely: rule for strata with one cluster.
    """
    if "stratum" not in weights or weights["stratum"].isna().all():
        return None
    clusters = weights["cluster"] if weights["cluster"].notna().all() else None
    strata = weights["stratum"].astype(str)
    drawn = (strata if clusters is None else clusters).groupby(strata.to_numpy())
    size = (drawn.size() if clusters is None else drawn.nunique()).reindex(strata).to_numpy(float)
    left = weights["correction"].to_numpy(dtype=float)
    with np.errstate(divide="ignore"):
        population = size / (1 - left)
    return Design.of(
        weights["weight"].to_list(),
        strata.to_list(),
        None if clusters is None else clusters.astype(str).to_list(),
        population.tolist(),
        lonely,
    )
