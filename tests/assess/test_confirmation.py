"""Weights agreed after the answers were seen are called that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.assess import confirmation
from pipeline.errors import PipelineError
from pipeline.params import Assessment
from pipeline.workspace import Workspace

ANSWERED = {"alleinerziehende": pd.DataFrame({"submitted_on": ["2026-09-03", None, "2026-09-01"]})}


def pull(folder: Path, name: str, when: str) -> None:
    path = folder / "data" / "raw" / "responses" / "alleinerziehende" / f"{name}.manifest.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"survey_id: 1\npulled_at: {when}\n", encoding="utf-8")


def test_the_first_pull_counts_not_the_last_and_not_the_first_answer(tmp_path: Path) -> None:
    pull(tmp_path, "b", "2026-10-15T18:02:11+00:00")
    pull(tmp_path, "a", "2026-09-10T08:00:00+00:00")
    assert confirmation.first_sight(Workspace(tmp_path), ANSWERED) == (date(2026, 9, 10), "pull")


def test_without_pulls_the_first_answer_counts_and_its_day_stays_here(tmp_path: Path) -> None:
    seen, basis = confirmation.first_sight(Workspace(tmp_path), ANSWERED)
    assert (seen, basis) == (date(2026, 9, 1), "answers")
    agreed = Assessment(confirmed_on=date(2026, 8, 20))
    row = confirmation.table(agreed, seen, basis).iloc[0]
    assert row["verdict"] == "before"
    assert pd.isna(row["first_seen"])


@pytest.mark.parametrize(
    ("day", "verdict"),
    [("2026-09-09", "before"), ("2026-09-10", "late"), ("2026-10-01", "late"), (None, "missing")],
)
def test_verdicts(day: str | None, verdict: str) -> None:
    agreed = Assessment(confirmed_on=date.fromisoformat(day) if day else None)
    row = confirmation.table(agreed, date(2026, 9, 10), "pull").iloc[0]
    assert (row["verdict"], row["first_seen"]) == (verdict, "2026-09-10")


def test_nothing_is_claimed_where_nobody_wrote_down_a_day() -> None:
    agreed = Assessment(confirmed_on=date(2026, 8, 20))
    assert confirmation.table(agreed, None, "nothing").iloc[0]["verdict"] == "unknown"


def test_a_manifest_without_a_date_is_a_fault_with_its_place(tmp_path: Path) -> None:
    pull(tmp_path, "a", "gestern")
    with pytest.raises(PipelineError, match=r"a\.manifest\.yaml"):
        confirmation.first_sight(Workspace(tmp_path), {})
