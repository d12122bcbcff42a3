"""What ``bedarf status`` shows: counted by hand."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from pipeline import params as parameters
from pipeline.commands import limesurvey_targets as targets
from pipeline.commands import limesurvey_words as words
from pipeline.limesurvey.export import Counts
from pipeline.limesurvey.status import Status
from pipeline.workspace import Workspace

LABELS = {"geschlecht": {"": "Geschlecht", "w": "weiblich", "m": "männlich"}}


def said(found: Status, expected: dict[str, dict[str, float]]) -> list[str]:
    out = StringIO()
    console = Console(file=out, soft_wrap=True)
    words.status(console, "probe", found, [], [*expected.items()], labels=LABELS)
    return [line.strip() for line in out.getvalue().splitlines()]


def test_the_groups_that_are_missing_are_named_by_their_labels_with_both_shares() -> None:
    found = Status(1, "live", composition={"geschlecht": {"w": 103, "m": 11, "d": 2, "kA": 4}})
    lines = said(found, {"geschlecht": {"w": 0.85, "m": 0.15}})
    # 114 said w or m; 15 % of 114 are 17.1, of which 11 are there
    assert "Geschlecht, weiblich: 103 of 114 (90%, official 85%)" in lines
    assert "Geschlecht, männlich: 11 of 114 (10%, official 15%) – about 6 are missing" in lines
    assert "Geschlecht: 6 gave another answer, which has no official figure" in lines


def test_two_margins_on_one_variable_are_both_shown() -> None:
    out = StringIO()
    found = Status(1, "live", composition={"geschlecht": {"w": 60, "m": 30, "d": 10}})
    margins = [("geschlecht", {"w": 0.5, "m+d": 0.5}), ("geschlecht", {"w+d": 0.8, "m": 0.2})]
    words.status(Console(file=out, soft_wrap=True), "probe", found, [], margins, labels=LABELS)
    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert "Geschlecht, weiblich: 60 of 100 (60%, official 50%)" in lines
    assert "Geschlecht, männlich: 30 of 100 (30%, official 20%)" in lines


def test_answers_that_share_an_official_figure_are_counted_together() -> None:
    found = Status(1, "live", composition={"geschlecht": {"w": 103, "m": 9, "d": 2, "kA": 4}})
    lines = said(found, {"geschlecht": {"w": 0.85, "m+d": 0.15}})
    assert "Geschlecht, weiblich: 103 of 114 (90%, official 85%)" in lines
    joined = "Geschlecht, männlich or d: 11 of 114 (10%, official 15%) – about 6 are missing"
    assert joined in lines
    assert "Geschlecht: 4 gave another answer, which has no official figure" in lines


def test_a_group_that_nearly_has_its_share_is_not_called_missing() -> None:
    found = Status(1, "live", composition={"geschlecht": {"w": 87, "m": 13}})
    assert not any(
        "missing" in line for line in said(found, {"geschlecht": {"w": 0.85, "m": 0.15}})
    )


def test_no_answer_and_no_figure_are_said() -> None:
    assert any("no answers yet" in line for line in said(Status(1, "live"), {"geschlecht": {}}))
    lines = said(Status(1, "live"), {"geschlecht": {"w": 0.85, "m": 0.15}})
    assert "Geschlecht, weiblich: 0 of 0 (official 85%)" in lines


def test_days_beyond_two_weeks_are_summed_up_and_long_titles_end_in_dots() -> None:
    days = {f"2026-10-{n:02}": n for n in range(1, 21)}
    found = Status(
        1, "live", counts=Counts(210, 4), days=days, dropped={0: 1, 1: 3}, pages=["x" * 60]
    )
    lines = said(found, {})
    assert "before 21 on 6 days since 2026-10-01" in lines  # 1 + 2 + … + 6
    assert sum(line.startswith("2026-10-") for line in lines) == 14
    assert any(line.endswith("20") and "█" * 30 in line for line in lines)
    assert any("x" * 49 + "…" in line for line in lines)
    assert any("before the first" in line for line in lines)


def test_labels_come_from_the_definition(root: Path) -> None:
    ws = Workspace(root)
    found = targets.labels(ws, parameters.load(ws.params_file), "alleinerziehende", ["geschlecht"])
    assert found["geschlecht"]["w"] == "weiblich"
    assert found["geschlecht"][""] == "Geschlecht"


def test_a_survey_that_is_not_active_is_not_said_to_have_no_answers() -> None:
    (line,) = said(Status(1, "not active"), {"geschlecht": {"w": 1.0}})
    assert "archive" in line
    assert "0 complete" not in line
