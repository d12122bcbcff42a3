"""What was published before guards what is published next.

If three people answered between two publications, the difference of both tells what they said. So a unit
that was released before and now has a few answers more or fewer is published only if both sets of published
shares leave open what those few said. The ledger
(``data/input/veroeffentlicht.csv``) is one row per released unit, with the shares, public anyway; only
``bedarf publish`` appends to it: ``append(path, entries(public_estimates, day))``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.disclose.question import NAMES, UNIT, VAGUE, WHOLE, WITHHELD, tight
from pipeline.errors import Fault, PipelineError
from pipeline.params import Disclosure
from pipeline.workspace import write_text

COLUMNS = ["published_on", *UNIT, "n", "status", "shares"]
FILE = "veroeffentlicht.csv"  # below data/input
HEADINGS = {
    "published_on": "veroeffentlicht_am", "questionnaire": "fragebogen", "variable": "variable",
    "target_group": "gruppe", "n": "antworten", "status": "stufe",
    "shares": "anteile",
}  # fmt: skip


def entries(estimates: pd.DataFrame, published_on: str) -> pd.DataFrame:
    """Rows that a publication adds to the ledger.

    Args:
        estimates: public estimates.
        published_on: date (YYYY-MM-DD).
    """
    shown = estimates[estimates["status"] != NAMES[WITHHELD]]
    units = shown.drop_duplicates(UNIT).assign(published_on=published_on)
    return units.assign(shares=_shares(shown, units))[COLUMNS].reset_index(drop=True)


def _shares(shown: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    """Published shares of each unit, as ``code=0.12 code=0.88``; ``-`` where it has none."""
    own = shown[(shown["statistic"] == "share") & shown["estimate"].notna()]
    words = own["category"].astype(str) + "=" + own["estimate"].map("{:.2f}".format)
    texts = words.groupby([own[c] for c in UNIT], sort=False).agg(" ".join)
    return [str(texts.get(unit, "-")) for unit in units[UNIT].itertuples(index=False, name=None)]


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
    now = entries(estimates, "")
    both = now.merge(ledger, on=UNIT, suffixes=("", "_before"))
    steps = {NAMES[0]: WHOLE, NAMES[1]: limits.round_to / 100}
    found = set()
    for row in both.to_dict("records"):
        sizes = [int(row["n_before"]), int(row["n"])]
        gap = abs(sizes[1] - sizes[0])
        if not 0 < gap < limits.min_n:
            continue
        at = [steps[row["status_before"]], steps[row["status"]]]
        texts = [str(row["shares_before"]), str(row["shares"])]
        width = _width(texts, sizes, at)
        if width is None:  # weighted shares are no counts; only their rounding hides something
            width = sizes[0] * at[0] + sizes[1] * at[1]
        if width < min(gap, VAGUE):
            found.add((str(row["questionnaire"]), str(row["variable"]), str(row["target_group"])))
    return found


def _width(texts: list[str], sizes: list[int], steps: list[float]) -> float | None:
    """By how many people the least certain answer of those who came or left is open.

    Returns:
        None where shares are not those of counts, or there are none.
    """
    parsed = [
        dict(part.rsplit("=", 1) for part in text.split(" ") if "=" in part) for text in texts
    ]
    codes = sorted(parsed[0].keys() | parsed[1].keys())
    if not parsed[0] or not parsed[1]:
        return None
    bounds = []
    for shares, n, step in zip(parsed, sizes, steps, strict=True):
        p = np.array([float(shares.get(code, 0.0)) for code in codes])
        low = np.ceil(np.clip(p - step / 2, 0, 1) * n - 1e-9)
        high = np.floor(np.clip(p + step / 2, 0, 1) * n + 1e-9)
        bounds.append(tight(low, high, n))
    fewer, more = (bounds[0], bounds[1]) if sizes[1] > sizes[0] else (bounds[1], bounds[0])
    gap = abs(sizes[1] - sizes[0])
    low = np.maximum(more[0] - fewer[1], 0)
    high = np.minimum(more[1] - fewer[0], gap)
    low, high = tight(low, high, gap)
    if (high < low).any():
        return None
    return float((high - low).min())


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
    if tuple(table.columns) == tuple(HEADINGS.values())[:-1]:  # before shares were kept
        table[HEADINGS["shares"]] = "-"
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
