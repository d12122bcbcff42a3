"""The ledger of what was published: ``data/input/veroeffentlicht.csv``.

One row per released unit, with its shares, public anyway, and what defines its group. Only ``bedarf publish``
appends to it: ``append(path, entries(public_estimates, day, params))``. What it forbids the next publication
is in :mod:`pipeline.disclose.since`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.disclose.question import ALL, NAMES, UNIT, WITHHELD
from pipeline.errors import Fault, PipelineError
from pipeline.params import Params
from pipeline.workspace import write_text

COLUMNS = ["published_on", *UNIT, "n", "status", "shares", "definition"]
KEY = [*UNIT, "n", "status", "shares"]
FILE = "veroeffentlicht.csv"  # below data/input
EVERYBODY, UNSAID = (
    "*",
    "-",
)  # definitions: of all; not known (written before definitions were kept)
HEADINGS = {
    "published_on": "veroeffentlicht_am", "questionnaire": "fragebogen", "variable": "variable",
    "target_group": "gruppe", "n": "antworten", "status": "stufe",
    "shares": "anteile", "definition": "bedingung",
}  # fmt: skip


def entries(estimates: pd.DataFrame, published_on: str, params: Params) -> pd.DataFrame:
    """Rows that a publication adds to the ledger.

    Args:
        estimates: public estimates.
        published_on: date (YYYY-MM-DD).
        params: what defines the target groups.
    """
    shown = estimates[estimates["status"] != NAMES[WITHHELD]]
    meaning = definitions(params)
    units = shown.drop_duplicates(UNIT).assign(
        published_on=published_on,
        definition=lambda t: t["target_group"].map(lambda g: meaning.get(g, UNSAID)),
    )
    return units.assign(shares=_shares(shown, units))[COLUMNS].reset_index(drop=True)


def definitions(params: Params) -> dict[str, str]:
    """What defines each group, in one writing (``alterj=u3|u6&sgb2=ja``); everybody is ``*``.

    A group may get another name or other answers between two publications; its people stay who they are.
    """
    out = {ALL: EVERYBODY}
    for group in params.target_groups:
        parts = [f"{c.variable}={'|'.join(sorted(map(str, c.codes)))}" for c in group.conditions]
        out[group.id] = "&".join(sorted(parts))
    return out


def _shares(shown: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    """Published shares of each unit, as ``code=0.12 code=0.88``; ``-`` where it has none."""
    own = shown[(shown["statistic"] == "share") & shown["estimate"].notna()]
    words = own["category"].astype(str) + "=" + own["estimate"].map("{:.2f}".format)
    texts = words.groupby([own[c] for c in UNIT], sort=False).agg(" ".join)
    return [str(texts.get(unit, "-")) for unit in units[UNIT].itertuples(index=False, name=None)]


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
    headings = tuple(HEADINGS.values())
    for column in ("shares", "definition"):  # kept since later versions
        if tuple(table.columns) == headings[: headings.index(HEADINGS[column])]:
            table[HEADINGS[column]] = UNSAID
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
        Number of rows added: units that no earlier publication showed just so.
    """
    before = read(path, path.name)
    old = before[COLUMNS] if before is not None else rows[COLUMNS].head(0)
    known = pd.MultiIndex.from_frame(old[KEY].astype(str))
    seen = pd.MultiIndex.from_frame(rows[KEY].astype(str)).isin(known)
    new = rows.loc[~seen, COLUMNS]
    text = pd.concat([old, new], ignore_index=True).rename(columns=HEADINGS)
    if len(new):
        write_text(path, text.to_csv(sep=";", index=False, lineterminator="\n"))
    return len(new)
