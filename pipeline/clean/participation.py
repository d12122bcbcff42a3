"""Counts of questionnaires by channel: what open links allow to say. No rate: there is no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.clean.case import Case

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unbekannt"


def table(case: Case) -> pd.DataFrame:
    """tables: participation, sorted by channel and mode."""
    import pandas as pd

    rows = pd.DataFrame(
        {
            "kanal": case.meta["kanal"].fillna(UNKNOWN).astype("str"),
            "mode": case.meta["mode"].astype("str"),
            "complete": case.meta["complete"].to_numpy(dtype=bool),
            "usable": case.keep,
        }
    )
    groups = rows.groupby(["kanal", "mode"], sort=True)
    counts = groups[["complete", "usable"]].sum().astype("int64")
    counts.insert(0, "received", groups.size().astype("int64"))
    out = counts.reset_index()
    out.insert(0, "questionnaire", case.questionnaire)
    return out.astype({"questionnaire": "str"})
