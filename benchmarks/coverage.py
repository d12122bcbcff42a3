"""Do the published intervals keep their promise? Coverage over shares, by simulation.

A population of four cells (two raking margins) with different shares of an answer; who takes part depends
on the cell. Every run draws respondents, rakes them to the true margins and asks whether the interval of
``pipeline.estimate`` covers the truth. In the *selective* scenario taking part depends on the answer itself
(odds 1.5): no margin can repair that, and coverage fails as the published caveat says.

Targets (5,000 runs; n_eff 60, 169, 400): mean coverage of Wilson over the grid 0.94-0.965 and pointwise
at least 0.92 where n_eff * min(p, 1-p) >= 5; of the beta interval below that at least 0.94.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.estimate.intervals import FEW, effective_n, share
from pipeline.estimate.linear import Calibration, Sums, inverse, solve
from pipeline.weight.raking import CellMargin, rake

GRID = np.array(
    [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.95, 0.98]
)
POPULATION = np.array([0.29, 0.59, 0.04, 0.08])  # mothers and fathers, with and without benefits
SAMPLED = np.array([0.43, 0.50, 0.03, 0.04])
LIFT = np.array([1.35, 0.85, 1.1, 0.79])  # odds of the answer in each cell
FIRST, SECOND = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
DUMMIES = np.column_stack([FIRST == 0, FIRST == 1, SECOND == 0, SECOND == 1]).astype(float)
DEFF = float((POPULATION**2 / SAMPLED).sum())


@dataclass(frozen=True)
class Coverage:
    """Coverage of the 95 % interval per share of ``GRID``, and the mean effective n."""

    covered: np.ndarray
    n_effective: float

    @property
    def wilson(self) -> np.ndarray:
        """Which shares of the grid belong to the Wilson interval."""
        return self.n_effective * np.minimum(GRID, 1 - GRID) >= FEW


def shares_in_cells(p: np.ndarray) -> np.ndarray:
    """Shares per cell (cells x grid) whose population mean is ``p``: odds of the cells differ by LIFT."""
    low, high = np.full_like(p, -12.0), np.full_like(p, 12.0)
    for _ in range(60):
        middle = (low + high) / 2
        cells = 1 / (1 + np.exp(-middle) / LIFT[:, None])
        above = POPULATION @ cells > p
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return cells


def simulate(
    runs: int, n_effective: int, seed: int, *, odds_of_taking_part: float = 1.0
) -> Coverage:
    """Simulate surveys.

    Args:
        runs: number of surveys.
        n_effective: effective n to aim at.
        seed: of the random numbers.
        odds_of_taking_part: of people who would give the answer, relative to the others.
    """
    random = np.random.default_rng([seed, n_effective])
    n = round(n_effective * DEFF)
    truth = shares_in_cells(GRID)
    odds = truth / (1 - truth) * odds_of_taking_part
    seen = odds / (1 + odds)
    counts = random.multinomial(n, SAMPLED, size=runs).astype(float)
    counts = counts[(counts > 0).all(axis=1)]
    targets = [
        CellMargin(of, np.array([POPULATION[of == i].sum() for i in (0, 1)]))
        for of in (FIRST, SECOND)
    ]
    factors = rake(counts, targets).factors
    covered, effective = np.zeros(len(GRID)), 0.0
    for count, factor in zip(counts, factors, strict=True):
        yes = random.binomial(count[:, None].astype(int), seen).astype(float)
        low, high, found = _interval(count, factor, yes)
        covered += (low <= GRID) & (high >= GRID)
        effective += found
    return Coverage(covered / len(counts), effective / len(counts))


def _interval(
    count: np.ndarray, factor: np.ndarray, yes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    hat = DUMMIES, inverse(DUMMIES.T * count @ DUMMIES)
    w, v = factor * count, factor**2 * count
    common = Calibration(int(count.sum()), hat, w, v)
    f, everyone = factor[:, None], np.ones(len(GRID))
    parts = (w[:, None] * everyone, f * yes, f * yes, v[:, None] * everyone, f**2 * yes, f**2 * yes)
    sums = Sums(*(part[None] for part in (*parts, count[:, None] * everyone, yes)))
    found = solve(sums, common)
    effective, _ = effective_n(found.n, found.kish, found.spread, found.var)
    low, high = share(found.mu, effective, found.n - 1)
    return low[0], high[0], float(np.nanmean(effective))


def main(runs: int = 5000) -> None:
    """Print coverage for three sizes of survey, and what selective participation does."""
    for n_effective in (60, 169, 400):
        result = simulate(runs, n_effective, seed=20261102)
        wilson = result.covered[result.wilson]
        beta = result.covered[~result.wilson]
        print(
            f"n_eff {result.n_effective:5.0f}: Wilson mean {wilson.mean():.3f} (0.94-0.965), "
            f"least {wilson.min():.3f} (>= 0.92); beta least {beta.min():.3f} (>= 0.94)"
        )
    failed = simulate(runs, 400, seed=20261102, odds_of_taking_part=1.5)
    print(
        f"answer drives taking part (odds 1.5), n_eff 400: mean {failed.covered.mean():.3f} (fails)"
    )


if __name__ == "__main__":
    main()
