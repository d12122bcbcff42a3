"""How many digits computed tables carry: few enough that every processor writes the same bytes.

Libraries sum in other orders on other processors, which moves the last of a double's 16 digits, or of a
difference of two close figures its twelfth. What a stage has computed is therefore rounded before it is
written, and the next stage reads the rounded table, so nothing piles up. A figure would still come out
differently if it lay as near to the edge between two rounded figures as those last digits are wide. No
rounding is without edges; so most sums are the same to the last bit beforehand (``pipeline.sums``), and for
the whole demo about one chance in 18,000 is left (sum over all figures of difference ÷ step, an ARM against
an Intel Xeon).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 8  # significant; a relative error of at most 5e-8
FINEST = 12  # decimals: what is smaller is rounding noise around zero
MORE = {"weights": 10}  # so that margins are met to 1e-8
EXACT = 22  # powers of ten up to here are exact in binary
COMPUTED = (
    "weights", "replicates", "margins", "estimates", "tests", "kinds", "circumstances", "sums",
    "needs", "need_parts", "need_tests", "fields", "covariance", "ranking", "coverage", "codes",
)  # fmt: skip
_POWERS = np.array([float(f"1e{k}") for k in range(-FINEST, EXACT + 1)])


def rounded(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """A table as it is written: computed ones rounded, all others (what people answered) as they are.

    Args:
        name: of its contract in ``pipeline.tables``.
        table: what a room made.
    """
    if name not in COMPUTED:
        return table
    numbers = {
        column: significant(table[column].to_numpy(dtype=float), MORE.get(name, DIGITS))
        for column in table.select_dtypes("float64").columns
    }
    return table.assign(**numbers)


def significant(values: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    """Round to so many significant digits, to at most 12 decimals; no negative zero.

    Each step is one correctly rounded operation (no logarithm, no power), so the result is the double
    nearest to the decimal number wherever it is computed.
    """
    size = np.abs(values)
    place = np.searchsorted(_POWERS, np.where(np.isfinite(size), size, 0.0), side="right") - 1
    decimals = np.minimum(digits - 1 - (place - FINEST), FINEST)
    up = _POWERS[FINEST + np.clip(decimals, 0, EXACT)]
    down = _POWERS[FINEST + np.clip(-decimals, 0, EXACT)]
    with np.errstate(over="ignore", invalid="ignore"):
        out = np.rint(values * up / down) / up * down
    return np.asarray(np.where(np.isfinite(values), out, values) + 0.0)
