"""Sums over establishments: one that makes up most of a sum could be read off it by the next largest.

Two rules, either of which hides a sum: the p-per-cent rule, by which the second largest must not be able to
estimate the largest more closely than ``PER_CENT`` (Cox, JASA 1981; Hundepool et al., *Statistical Disclosure
Control*, 2012, section 4.2), and one contributor with more than ``MOST`` of the sum.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disclose.question import WITHHELD, Status

PER_CENT = 15.0
MOST = 0.5
EMPLOYEES = "beschaeftigte"  # target group of figures weighted by employees
Floats = NDArray[np.float64]


def dominated(total: Floats, largest: Floats, second: Floats) -> NDArray[np.bool_]:
    """Whether a sum must not be published.

    Args:
        total: the sum of non-negative contributions.
        largest: the largest contribution.
        second: the second largest, 0 if there is none.
    """
    rest = total - largest - second
    return np.asarray((largest > MOST * total) | (rest < PER_CENT / 100 * largest))


def of_employees(known: Status, units: set[tuple[str, str]], sums: pd.DataFrame | None) -> Status:
    """Status of shares weighted by employees.

    Such a share is a mean of the size classes' shares with official weights, so it is as protected as the
    most protected class that anybody is in: then it tells nothing that the classes do not tell. Where a sum
    is dominated, or nobody says that it is not, it is withheld.

    Args:
        known: status of all other units in which anybody answered.
        units: questionnaire and variable of every share weighted by employees.
        sums: table ``sums``.
    """
    safe: set[tuple[str, str]] = set()
    if sums is not None and len(sums):
        parts = [sums[name].to_numpy(dtype=float) for name in ("total", "largest", "second")]
        fine = sums[~dominated(*parts)]
        safe = set(zip(fine["questionnaire"], fine["variable"], strict=True))
    found: Status = {}
    for unit in units:
        classes = [status for key, status in known.items() if key[:2] == unit]
        found[(*unit, EMPLOYEES)] = max(classes) if classes and unit in safe else WITHHELD
    return found
