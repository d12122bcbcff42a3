"""Cell suppression for tables of counts whose totals are published (people by place and channel, say).

*Primary*: counts of 1 and 2 (``min_cell`` 3). *Secondary*: further cells, so that from totals alone no
primary cell can be narrowed to fewer than ``width`` + 1 values. A rectangle of four suppressed cells lets
its corners move together without changing a total: up by the smallest of the two neighbours, down by the
smallest of the two diagonal ones. The cheapest rectangles are taken (hypercube method, Repsilber 1994;
Giessing, *Survey on methods for tabular data protection in ARGUS*, PSD 2004). Most tables of the pipeline
are merged instead (``pipeline.disclose.counts``), which costs no cell; this is for fixed rows and columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def suppress(counts: Ints, min_cell: int = 3, width: int = 5) -> Flags:
    """Cells of a two-way table that must not be published beside its totals.

    Args:
        counts: people per cell, rows x columns; a one-way table has one row and keeps only its total.
        min_cell: smallest count that may be published; 0 may.
        width: how many values, less one, a protected count must leave open.

    Returns:
        True for every suppressed cell, primary or secondary. A table that cannot be protected otherwise is
        suppressed whole; its totals must not be published then either.
    """
    table = np.asarray(counts, dtype=np.int64)
    primary = (table > 0) & (table < min_cell)
    if not primary.any():
        return primary
    if 1 in table.shape:
        return _one_way(table.ravel(), primary.ravel(), width).reshape(table.shape)
    hidden = primary.copy()
    for i, j in sorted(zip(*np.nonzero(primary), strict=True), key=lambda c: (-table[c], c)):
        if not _protect(table, hidden, (int(i), int(j)), width):
            return np.ones_like(primary)
    return hidden


def _one_way(counts: Ints, primary: Flags, width: int) -> Flags:
    """Suppress the smallest further cells until at least two are hidden that add up to ``width``."""
    hidden = primary.copy()
    for cell in np.argsort(counts, kind="stable"):
        if hidden.sum() >= 2 and counts[hidden].sum() >= width:
            break
        hidden[cell] |= counts[cell] > 0
    if hidden.sum() < 2 or counts[hidden].sum() < width:
        return np.ones_like(primary)
    return hidden


def _protect(table: Ints, hidden: Flags, cell: tuple[int, int], width: int) -> bool:
    """Add rectangles around a cell until it may move by ``width``; False if there are not enough."""
    i, j = cell
    free = np.ones(table.shape, dtype=bool)
    free[i, :] = free[:, j] = False
    up_total = down_total = 0
    while up_total + down_total < width:
        up = np.minimum(table[i, :][None, :], table[:, j][:, None])
        down = np.minimum(table, table[i, j] - down_total)  # a cell cannot fall below nobody
        moves = np.where(free, up + down, 0)
        if not moves.any():
            return False
        enough = moves >= width - up_total - down_total
        candidates = enough if enough.any() else moves == moves.max()
        best = np.where(candidates, _cost(table, hidden, i, j), np.inf)
        k, m = np.unravel_index(int(np.argmin(best)), best.shape)
        for corner in ((i, m), (k, j), (k, m), (i, j)):
            hidden[corner] = True
        up_total += int(up[k, m])
        down_total += int(down[k, m])
        free[k, :] = free[:, m] = False
    return True


def _cost(table: Ints, hidden: Flags, i: int, j: int) -> Floats:
    """People in cells that a rectangle would newly hide; each cell also costs a little in itself."""
    price = np.where(hidden, 0.0, table + 0.5)
    return np.asarray(price[i, :][None, :] + price[:, j][:, None] + price)
