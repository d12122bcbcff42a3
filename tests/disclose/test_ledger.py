"""The file that remembers what was published: written by a publication, read by the wall."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose.ledger import COLUMNS, append, read
from pipeline.errors import PipelineError


def _rows(day: str, n: int) -> pd.DataFrame:
    rows = [
        (day, "alleinerziehende", "K1", group, n - i, "value", "a=0.40 b=0.60", "*")
        for i, group in enumerate(["alle", "muetter"])
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_a_publication_adds_only_what_is_new_and_the_wall_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "veroeffentlicht.csv"
    assert read(path, path.name) is None
    assert append(path, _rows("2026-11-02", 100)) == 2
    before = path.read_bytes()
    assert append(path, _rows("2026-11-09", 100)) == 0
    assert path.read_bytes() == before
    assert append(path, _rows("2026-12-01", 130)) == 2
    found = read(path, path.name)
    assert found is not None
    assert tables.check("ledger", found)["n"].tolist() == [100, 99, 130, 129]
    assert path.read_text(encoding="utf-8").startswith("veroeffentlicht_am;fragebogen;variable;")


@pytest.mark.parametrize(
    "text",
    [
        "datum;n\n2026-11-02;3\n",
        "veroeffentlicht_am;fragebogen;variable;gruppe;antworten;stufe\n2026;a;K1;alle;viele;value\n",
        "veroeffentlicht_am;fragebogen;variable;gruppe;antworten;stufe\n2026;a;K1;alle;9;offen\n",
    ],
)
def test_a_ledger_that_somebody_changed_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "veroeffentlicht.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError, match="bedarf publish"):
        read(path, "data/input/veroeffentlicht.csv")


def test_a_ledger_from_before_shares_were_kept_is_read(tmp_path: Path) -> None:
    path = tmp_path / "veroeffentlicht.csv"
    head = "veroeffentlicht_am;fragebogen;variable;gruppe;antworten;stufe"
    path.write_text(f"{head}\n2026-11-02;alleinerziehende;K1;alle;100;value\n", encoding="utf-8")
    found = read(path, path.name)
    assert found is not None
    assert tables.check("ledger", found)["shares"].tolist() == ["-"]
    path.write_text(
        f"{head};anteile\n2026-11-02;alleinerziehende;K1;alle;100;value;a=1.00\n", "utf-8"
    )
    found = read(path, path.name)
    assert found is not None
    assert found["definition"].tolist() == ["-"]


def test_the_same_answers_weighted_anew_are_another_entry(tmp_path: Path) -> None:
    path = tmp_path / "veroeffentlicht.csv"
    append(path, _rows("2026-11-02", 100))
    assert append(path, _rows("2026-12-02", 100).assign(shares="a=0.41 b=0.59")) == 2
