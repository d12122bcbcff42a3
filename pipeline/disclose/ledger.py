"""What was published before guards what is published next.

If three people answered between two publications, the difference of both tells what they said. So a unit
that was released before and now has a few answers more or fewer is published only if rounding leaves the
difference vague. The ledger (``data/input/veroeffentlicht.csv``) is one row per released unit; only
``bedarf publish`` appends to it: ``append(path, entries(public_estimates, day))``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.disclose.question import NAMES, UNIT, VAGUE, WHOLE, WITHHELD
from pipeline.errors import Fault, PipelineError
from pipeline.params import Disclosure
from pipeline.workspace import write_text

COLUMNS = ["published_on", *UNIT, "n", "status"]
FILE = "veroeffentlicht.csv"  # below data/input
HEADINGS = {
    "published_on": "veroeffentlicht_am", "questionnaire": "fragebogen", "variable": "variable",
    "target_group": "gruppe", "n": "antworten", "status": "stufe",
}  # fmt: skip


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


def read(path: Path, where: str) -> pd.DataFrame | None:
    """The ledger; None before the first publication.

    Args:
        path: ``data/input/veroeffentlicht.csv``: semicolons, UTF-8, lines with ``#`` skipped.
        where: how messages call the file.

    Returns:
        Table ``ledger``.

    Raises:
        PipelineError: other headings, or a cell that is none of what a publication writes.
    """
    if not path.is_file():
        return None
    table = pd.read_csv(path, sep=";", comment="#", dtype=str, encoding="utf-8-sig")
    if tuple(table.columns) != tuple(HEADINGS.values()):
        raise PipelineError(
            "the headings are not those of the ledger of publications",
            where,
            hint=f"write {';'.join(HEADINGS.values())}; only bedarf publish adds rows",
        )
    table = table.rename(columns={german: name for name, german in HEADINGS.items()})
    n = pd.to_numeric(table["n"], errors="coerce")
    wrong = (~table["status"].isin(NAMES) | n.isna() | table.isna().any(axis=1)).to_numpy()
    if wrong.any():
        raise PipelineError.of(
            [
                Fault(
                    f"entry {row + 1} is none that a publication writes",
                    where,
                    hint="take the file back from git; only bedarf publish adds rows",
                )
                for row in np.flatnonzero(wrong)[:12]
            ]
        )
    return table.assign(n=n.astype("int64"))


def append(path: Path, rows: pd.DataFrame) -> int:
    """Add what a publication shows and is not in the ledger yet; the file is made if need be.

    Args:
        path: as for :func:`read`.
        rows: from :func:`entries`.

    Returns:
        Number of rows added: units that no earlier publication showed with the same n and status.
    """
    before = read(path, path.name)
    old = before[COLUMNS] if before is not None else rows[COLUMNS].head(0)
    known = pd.MultiIndex.from_frame(old[[*UNIT, "n", "status"]].astype(str))
    seen = pd.MultiIndex.from_frame(rows[[*UNIT, "n", "status"]].astype(str)).isin(known)
    new = rows.loc[~seen, COLUMNS]
    text = pd.concat([old, new], ignore_index=True).rename(columns=HEADINGS)
    if len(new):
        write_text(path, text.to_csv(sep=";", index=False, lineterminator="\n"))
    return len(new)
