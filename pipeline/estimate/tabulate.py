"""From respondents to sums: one pass per variable, whatever the number of groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.estimate.encode import Floats, Ints
from pipeline.estimate.groups import Patterns
from pipeline.estimate.linear import Sums


@dataclass(frozen=True)
class Table:
    """Sums of a variable's categories; each array is domains x cells x categories.

    Attributes:
        w: weights.
        v: squared weights.
        n: respondents.
    """

    w: Floats
    v: Floats
    n: Floats


class Tabulator:
    """Counts a variable's answers in all domains and raking cells."""

    def __init__(self, patterns: Patterns, cells: int, weights: Floats) -> None:
        self._patterns = patterns
        self._weights = weights
        self._squares = weights**2
        in_cell = np.eye(cells)[:, patterns.cell]
        spread = patterns.domains[:, None, :] * in_cell[None, :, :]
        self._shape = spread.shape[:2]
        self._spread = spread.reshape(spread.shape[0] * cells, patterns.size)

    def table(self, position: Ints, size: int) -> Table:
        """Sums per category.

        Args:
            position: category of each respondent, -1 for no valid answer.
            size: number of categories.
        """
        flat = self._patterns.of * (size + 1) + np.where(position < 0, size, position)
        return Table(
            self._sum(flat, size, self._weights),
            self._sum(flat, size, self._squares),
            self._sum(flat, size, None),
        )

    def _sum(self, flat: Ints, size: int, of: Floats | None) -> Floats:
        counts = np.bincount(flat, weights=of, minlength=self._patterns.size * (size + 1))
        folded = counts.reshape(self._patterns.size, size + 1)[:, :size].astype(np.float64)
        result: Floats = (self._spread @ folded).reshape(*self._shape, size)
        return result


def categories(table: Table) -> Sums:
    """Every category as a share of all valid answers."""
    w, v, n = (part.sum(axis=2, keepdims=True) for part in (table.w, table.v, table.n))
    one = np.ones(table.w.shape[2])
    return Sums(w * one, table.w, table.w, v * one, table.v, table.v, n * one, table.n)


def scores(table: Table, values: Floats) -> Sums:
    """One mean of the categories' values; categories without a value are in no base."""
    x = np.nan_to_num(values)
    has = np.isfinite(values).astype(np.float64)

    def sums(part: Floats, column: Floats) -> Floats:
        return np.asarray((part @ column)[..., None])

    return Sums(
        sums(table.w, has), sums(table.w, x), sums(table.w, x**2),
        sums(table.v, has), sums(table.v, x), sums(table.v, x**2),
        sums(table.n, has), sums(table.n, x),
    )  # fmt: skip


def below(table: Table, values: Floats, cut: Ints) -> Sums:
    """Share of answers up to a cut, which may differ between domains.

    Args:
        table: sums of categories in ascending order of their values.
        values: of the categories, ascending; NaN ones are in no base.
        cut: index of the last category that counts, one per domain.
    """
    has = np.isfinite(values).astype(np.float64)
    up_to = np.arange(len(values)) <= cut[:, None]
    w, v, n = ((part * has).sum(axis=2)[..., None] for part in (table.w, table.v, table.n))
    wx, vx, nx = (
        (part * has * up_to[:, None, :]).sum(axis=2)[..., None]
        for part in (table.w, table.v, table.n)
    )
    return Sums(w, wx, wx, v, vx, vx, n, nx)
