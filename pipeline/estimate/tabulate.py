"""From respondents to sums: one pass per variable, whatever the number of groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.estimate.encode import Floats, Ints
from pipeline.estimate.groups import Patterns
from pipeline.estimate.linear import Sums

BLOCK = 2**21  # numbers held at once while sums are spread over domains


@dataclass(frozen=True)
class Table:
    """Sums of a variable's categories; each array is domains x cells x categories.

    Attributes:
        w: weights.
        v: squared weights.
        n: respondents.
        answered, weight: valid answers per pattern, and the sum of their weights.
    """

    w: Floats
    v: Floats
    n: Floats
    answered: Floats
    weight: Floats


class Tabulator:
    """Counts a variable's answers in all domains and raking cells.

    Where everybody of a pattern has the same weight, as after raking without base weights, counting is
    enough: sums of weights follow from it.
    """

    def __init__(self, patterns: Patterns, cells: int, weights: Floats) -> None:
        self._patterns = patterns
        self._order = np.argsort(patterns.cell, kind="stable")
        ordered = patterns.cell[self._order]
        self._starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        self._cell = ordered[self._starts]
        self._cells = cells
        self._domains = patterns.domains[:, self._order, None]
        self._equal = np.zeros((patterns.size, 1))
        self._equal[patterns.of, 0] = weights
        same = np.allclose(self._equal[patterns.of, 0], weights, rtol=1e-13, atol=0)
        self._weights: tuple[Floats, Floats] | None = None if same else (weights, weights**2)

    def table(self, position: Ints, size: int) -> Table:
        """Sums per category.

        Args:
            position: category of each respondent, -1 for no valid answer.
            size: number of categories.
        """
        flat = self._patterns.of * (size + 1)
        flat += position
        flat += 1  # 0 for no valid answer
        n = self._fold(flat, size, None)
        if self._weights is None:
            w, v = self._equal * n, self._equal**2 * n
        else:
            w, v = (self._fold(flat, size, of) for of in self._weights)
        return Table(
            self._spread(w), self._spread(v), self._spread(n), n.sum(axis=1), w.sum(axis=1)
        )

    def _spread(self, part: Floats) -> Floats:
        """Sums over patterns (patterns x categories) in each domain and cell.

        Neighbours are added in their order, not by a matrix product, so that every processor gives the
        same digits; domains go in blocks, so that memory stays bounded.
        """
        ordered = part[self._order]
        out = np.zeros((len(self._domains), self._cells, part.shape[1]))
        if not ordered.size:
            return out
        block = max(1, BLOCK // ordered.size)
        for start in range(0, len(out), block):
            rows = slice(start, start + block)
            spread = self._domains[rows] * ordered
            out[rows, self._cell] = np.add.reduceat(spread, self._starts, axis=1)
        return out

    def _fold(self, flat: Ints, size: int, of: Floats | None) -> Floats:
        counts = np.bincount(flat, weights=of, minlength=self._patterns.size * (size + 1))
        rows = counts.reshape(self._patterns.size, size + 1)
        return np.asarray(rows[:, 1:], dtype=np.float64)


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
        return np.asarray((part * column).sum(axis=-1)[..., None])

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
