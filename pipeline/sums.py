"""Sums that come out the same on every processor, to the last bit.

A matrix product is added up in an order that the library picks for the processor, and products are fused
into the sum where the processor can do that. So its last digits differ between two machines. What is written
is therefore summed here: exactly, so that no order matters, or in NumPy's own order, which is one everywhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BITS = 53  # of a double


def of_columns(values: Floats | NDArray[np.bool_], weights: Floats) -> Floats:
    """``values.T @ weights``: every column's sum under every set of weights.

    The weights behind each distinct value of a column are summed exactly and rounded once; only then are
    the few sums multiplied by their values and added. Meant for answers, which have few distinct values.

    Args:
        values: rows x columns, numbers or yes and no; without NaN.
        weights: rows x sets of weights; finite.

    Returns:
        Columns x sets of weights.
    """
    out = np.zeros((values.shape[1], weights.shape[1]))
    coarse, fine = _halves(weights)
    for kind in np.sort(pd.unique(values.ravel())):
        if kind:
            has = values == kind
            some = has.any(axis=0)
            rows = has[:, some].T.astype(np.float64)
            out[some] += kind * (rows @ coarse + rows @ fine)
    return out


def by_category(values: Floats, category: NDArray[np.intp], count: int) -> Floats:
    """Sums of the columns that share a category.

    Args:
        values: rows x columns.
        category: of each column, 0 to ``count - 1``; one may have no column, its sum is 0.
        count: number of categories.

    Returns:
        Rows x categories.
    """
    out = np.empty((len(values), count))
    for one in range(count):
        np.sum(np.compress(category == one, values, axis=1), axis=1, out=out[:, one])
    return out


def _halves(weights: Floats) -> tuple[Floats, Floats]:
    """Two parts of each weight with so few bits that no sum over the rows can lose one.

    The coarse part is a multiple of a power of two that leaves room for the number of rows; the fine part is
    what is left. Its sums are exact, too, unless weights differ by more than the room (a factor of 1e9 and
    more).
    """
    room = BITS - 1 - len(weights).bit_length()
    _, size = np.frexp(np.abs(weights).max(initial=0.0))
    step = np.ldexp(1.0, int(size) - room)
    coarse = np.rint(weights / step) * step
    return coarse, weights - coarse
