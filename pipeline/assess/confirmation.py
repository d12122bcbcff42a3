"""Whether the steering group confirmed weights and severity thresholds before anybody could know the answers.

A weighing that is agreed after the data are seen can be bent until one's own field leads. So the date in
``params.yaml`` is held against the first pull (manifests below ``data/raw/responses``); where answers came
another way (entry sheet, file, simulation), against the day of the first answer.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import yamlfile
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.params import Assessment
    from pipeline.workspace import Workspace

PULL, ANSWERS, NOTHING = "pull", "answers", "nothing"
BEFORE, LATE, MISSING, UNKNOWN = "before", "late", "missing", "unknown"


def first_sight(ws: Workspace, responses: dict[str, pd.DataFrame]) -> tuple[date | None, str]:
    """The first day on which answers were or could be seen, and what says so.

    Raises:
        PipelineError: a manifest whose ``pulled_at`` is no date.
    """
    pulled = [_pulled(path, ws) for path in sorted((ws.raw / "responses").rglob("*.manifest.yaml"))]
    if pulled:
        return min(pulled), PULL
    days = [table["submitted_on"].dropna() for table in responses.values()]
    known = [str(day.min()) for day in days if not day.empty]
    return (date.fromisoformat(min(known)[:10]), ANSWERS) if known else (None, NOTHING)


def _pulled(path: Path, ws: Workspace) -> date:
    name = ws.name_of(path)
    value = yamlfile.load(path, name=name).data.get("pulled_at")
    if isinstance(value, datetime):
        return value.date()
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise PipelineError(
            f"'pulled_at' is no date: {value}", name, hint="restore the file, or pull again"
        ) from None


def table(agreed: Assessment, seen: date | None, basis: str) -> pd.DataFrame:
    """Table ``confirmation``: one row with the verdict.

    ``before``: confirmed on an earlier day than answers were seen; ``late``: on that day or after it;
    ``missing``: not confirmed; ``unknown``: no source says when answers were seen. ``first_seen`` is given
    for pulls alone: the day of somebody's answer is theirs.
    """
    if agreed.confirmed_on is None:
        verdict = MISSING
    elif seen is None:
        verdict = UNKNOWN
    else:
        verdict = BEFORE if agreed.confirmed_on < seen else LATE
    day = seen.isoformat() if seen is not None and basis == PULL else None
    return pd.DataFrame(
        {
            "verdict": [verdict],
            "basis": [basis],
            "first_seen": pd.array([day], dtype="str"),
        }
    )
