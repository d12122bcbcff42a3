"""Who was much faster than everybody else."""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case

RULE = "speeder"
MIN_COMPLETE = 10


def run(case: Case) -> None:
    """Exclude complete questionnaires faster than a share of the median of those still in.

    With fewer than ``MIN_COMPLETE`` known durations there is no median worth the name. Durations of
    paper forms are unknown.
    """
    seconds = case.meta["duration_s"].to_numpy(dtype=float)
    judged = case.keep & case.meta["complete"].to_numpy(dtype=bool) & ~np.isnan(seconds)
    fast = np.zeros(len(case), dtype=bool)
    share = case.rules.speeder_share_of_median
    note = f"Schneller als {round(100 * share)} % der mittleren Dauer (Median)"
    if judged.sum() >= MIN_COMPLETE:
        limit = share * float(np.median(seconds[judged]))
        fast = judged & (seconds < limit)
        note += f": unter {round(limit)} Sekunden"
    case.exclude(RULE, fast, note)
