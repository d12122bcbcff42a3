"""What was published before guards what is published next.

If three people answered between two publications, the difference of both tells what they said. So a unit
that was released before and now has a few answers more or fewer is published only if rounding leaves the
difference vague. The ledger is one row per released unit; only ``bedarf publish`` appends to it.
"""

from __future__ import annotations

import pandas as pd

from pipeline.disclose.units import NAMES, UNIT, VAGUE, WHOLE, WITHHELD
from pipeline.params import Disclosure

COLUMNS = ["published_on", *UNIT, "n", "status"]


def entries(estimates: pd.DataFrame, published_on: str) -> pd.DataFrame:
    """Rows that a publication adds to the ledger.

    Args:
        estimates: public estimates.
        published_on: date (YYYY-MM-DD).
    """
    shown = estimates[estimates["status"] != NAMES[WITHHELD]].drop_duplicates(UNIT)
    return shown.assign(published_on=published_on)[COLUMNS].reset_index(drop=True)


def too_close(
    estimates: pd.DataFrame, ledger: pd.DataFrame | None, limits: Disclosure
) -> set[tuple[str, str, str]]:
    """Units of new public estimates that an earlier publication would give away.

    Args:
        estimates: public estimates about to be published.
        ledger: earlier publications.
        limits: of disclosure.
    """
    if ledger is None or ledger.empty or estimates.empty:
        return set()
    now = estimates[estimates["status"] != NAMES[WITHHELD]].drop_duplicates(UNIT)
    both = now.merge(ledger, on=UNIT, suffixes=("", "_before"))
    steps = {NAMES[0]: WHOLE, NAMES[1]: limits.round_to / 100}
    n, before = both["n"].astype(float), both["n_before"].astype(float)
    gap = (n - before).abs()
    vague = n * both["status"].map(steps) + before * both["status_before"].map(steps)
    close = (gap > 0) & (gap < limits.min_n) & (vague < gap.clip(upper=VAGUE))
    return set(both.loc[close, UNIT].itertuples(index=False, name=None))
