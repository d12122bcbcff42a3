"""A pull is whole, verbatim, counted twice, immutable, and notices what changed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.limesurvey import pulls
from pipeline.limesurvey.pull import Outcome, Target, pull
from pipeline.limesurvey.server import Server
from pipeline.workspace import Workspace
from tests.limesurvey.calls import Survey
from tests.limesurvey.conftest import SID, fill
from tests.limesurvey.double import Double


def rows_of(outcome: Outcome) -> list[dict[str, object]]:
    assert outcome.pull is not None
    path = outcome.pull.folder / f"{outcome.pull.name}.json"
    return list(json.loads(path.read_text(encoding="utf-8"))["responses"])


def traces(target: Target) -> list[str]:
    """Everything in the questionnaire's folder, hidden files too."""
    return sorted(p.name for p in target.folder.iterdir()) if target.folder.is_dir() else []


def test_rows_are_kept_exactly_as_the_server_gave_them(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    texts = [
        "",
        None,
        "ä😀",
        "a\x00b",
        "x" * 60_000,
        'Zeile\n"zwei" \\ {"id":7} ]}',
        "00123",
        "=1+1",
    ]
    for text in texts:
        double.calls.put_row(survey, {"word": text, "submitdate": "2026-09-01 10:00:00"})
    outcome = pull(ws, server, target)
    assert [row["word"] for row in rows_of(outcome)] == texts
    assert rows_of(outcome) == survey.rows
    assert outcome.pull is not None
    raw = (outcome.pull.folder / f"{outcome.pull.name}.json").read_text(encoding="utf-8")
    for row in survey.rows:
        assert json.dumps(row, separators=(",", ":")).replace("/", "\\/") in raw


def test_the_manifest_says_what_the_pull_is(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    fill(double, survey, 2, complete=False)
    outcome = pull(ws, server, target)
    assert outcome.pull is not None
    manifest = yamlfile.load(outcome.pull.folder / f"{outcome.pull.name}.manifest.yaml").data
    assert manifest["survey_id"] == SID
    assert manifest["definition_sha256"] == "abc"
    assert manifest["server_version"] == "6.14.0"
    assert manifest["counts"] == {"complete": 3, "incomplete": 2}
    assert manifest["server_counts"] == {"complete": 3, "incomplete": 2}
    path = outcome.pull.folder / f"{outcome.pull.name}.json"
    assert manifest["sha256"] == pulls.sha256_of(path)


def test_dvc_tracks_the_pull_and_brings_it_back(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    outcome = pull(ws, server, target)
    assert outcome.pull is not None
    path = outcome.pull.folder / f"{outcome.pull.name}.json"
    before = path.read_bytes()
    path.unlink()
    command = [sys.executable, "-m", "dvc", "checkout", "--quiet"]
    subprocess.run(command, cwd=ws.root, check=True, timeout=120)
    assert path.read_bytes() == before


def test_a_second_pull_takes_only_what_is_new_and_leaves_the_first_alone(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    first = pull(ws, server, target)
    assert first.pull is not None
    before = {p: p.read_bytes() for p in first.pull.folder.iterdir()}
    assert pull(ws, server, target).pull is None
    fill(double, survey, 2)
    second = pull(ws, server, target)
    assert [row["id"] for row in rows_of(second)] == [4, 5]
    assert second.on_server.total == 5
    assert {p: p.read_bytes() for p in first.pull.folder.iterdir()} == before


def test_changed_continued_and_deleted_answers_are_noticed(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 4)
    fill(double, survey, 1, complete=False)
    pull(ws, server, target)
    survey.rows[0]["word"] = "anders"
    survey.rows[4]["submitdate"] = "2026-09-02 08:00:00"
    del survey.rows[1]
    outcome = pull(ws, server, target)
    assert (outcome.changed, outcome.gone, outcome.continued) == ([1], [2], 1)
    assert [row["id"] for row in rows_of(outcome)] == [1, 5]
    assert pull(ws, server, target).pull is None
    accepted = pull(ws, server, target, accept_deleted=True)
    assert accepted.deleted == [2]
    assert pull(ws, server, target, accept_deleted=True).pull is None


def test_answers_that_lie_in_an_archive_table_are_not_taken_for_deleted(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    pull(ws, server, target)
    survey.rows.clear()  # deactivated and activated again: an empty table, ids go on
    with pytest.raises(PipelineError, match="none of the answers"):
        pull(ws, server, target, accept_deleted=True)
    fill(double, survey, 1)
    outcome = pull(ws, server, target)
    assert (outcome.gone, outcome.new) == ([1, 2, 3], 1)
    assert len(pulls.find(target.folder)) == 2


def test_a_survey_without_answers_gives_an_empty_pull(
    ws: Workspace, server: Server, target: Target
) -> None:
    outcome = pull(ws, server, target)
    assert rows_of(outcome) == []
    assert outcome.on_server.total == 0


def test_ranges_cross_gaps_in_the_ids_and_miss_nothing(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    for number in [*range(1, 8), *range(500, 520), *range(3000, 3015), 7000]:
        double.calls.put_row(survey, {"id": number, "word": "x"})
    outcome = pull(ws, server, target, rows=10)
    assert [row["id"] for row in rows_of(outcome)] == [row["id"] for row in survey.rows]


def test_answers_that_arrive_during_the_pull_do_not_break_it(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 25)
    double.when("export_responses", lambda: fill(double, survey, 3), skip=1)
    first = pull(ws, server, target, rows=10)
    second = pull(ws, server, target, rows=10)
    ids = [row["id"] for row in rows_of(first)] + (rows_of_or_none(second))
    assert ids == [row["id"] for row in survey.rows]


def rows_of_or_none(outcome: Outcome) -> list[object]:
    return [row["id"] for row in rows_of(outcome)] if outcome.pull else []


def test_a_count_that_disagrees_refuses_the_pull(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 5)
    real = double.calls.get_summary
    wrong = real(SID) | {"completed_responses": 6, "full_responses": 6}
    double.calls.get_summary = lambda sid, name="all": wrong  # type: ignore[method-assign]
    with pytest.raises(PipelineError, match="does not hold the answers that the server counts"):
        pull(ws, server, target)
    assert traces(target) == []


def test_an_expired_survey_is_pulled_like_any_other(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    survey.properties["expires"] = "2026-01-01 00:00:00"
    fill(double, survey, 3)
    assert rows_of(pull(ws, server, target)) == survey.rows


def test_pulls_of_two_servers_are_not_mixed_up(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    outcome = pull(ws, server, target)
    assert outcome.pull is not None
    path = outcome.pull.folder / f"{outcome.pull.name}.manifest.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(server.host, "old.example"), encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="another server"):
        pull(ws, server, target)
    assert pull(ws, server, target, moved=True).pull is None


def test_a_pull_is_newer_than_the_one_before_whatever_the_clock_says(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 1)
    moments = []
    for _ in range(3):
        fill(double, survey, 1)
        outcome = pull(ws, server, target)
        assert outcome.pull is not None
        moments.append(outcome.pull.manifest["pulled_at"])
    assert len(set(moments)) == 3
    assert moments == sorted(moments)
    assert time.time() > 0


def test_a_damaged_list_of_ids_is_noticed(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    outcome = pull(ws, server, target)
    assert outcome.pull is not None
    ids: Path = outcome.pull.folder / f"{outcome.pull.name}.ids.tsv"
    ids.write_text("1\tabc\tc\n", encoding="ascii")
    with pytest.raises(PipelineError, match="list of ids"):
        pull(ws, server, target)
