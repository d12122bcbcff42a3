"""Pulls: every cell as the server gave it, nothing taken that is not whole."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from pipeline.collect import limesurvey, raw
from pipeline.errors import PipelineError

SERVERS = ("server-5.6.8", "server-6.14.0")
EXPORTS = ("export_json_short.json", "mini/export_json_short.decoded.json")


def pull(
    folder: Path,
    rows: list[dict[str, Any]],
    name: str = "a",
    *,
    pulled_at: str = "2026-10-01T10:00:00+00:00",
    **changes: Any,
) -> Path:
    """Write one pull with a true manifest, or with what is given instead."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"responses": rows}).encode()
    complete = sum(bool(row.get("submitdate")) for row in rows)
    manifest = {
        "survey_id": 814234,
        "definition_sha256": "0" * 64,
        "pulled_at": pulled_at,
        "sha256": hashlib.sha256(content).hexdigest(),
        "counts": {"complete": complete, "incomplete": len(rows) - complete},
    }
    manifest |= changes
    (folder / f"{name}.json").write_bytes(content)
    text = yaml.safe_dump({k: v for k, v in manifest.items() if v is not None})
    (folder / f"{name}.manifest.yaml").write_text(text, encoding="utf-8")
    return folder


def row(number: int, **answers: Any) -> dict[str, Any]:
    """A row as LimeSurvey exports it."""
    return {
        "id": number, "submitdate": "2026-09-02 10:05:00", "lastpage": 3, "startlanguage": "de",
        "startdate": "2026-09-02 10:00:00", "kanal": "kita", "token": "secret", **answers,
    }  # fmt: skip


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("export", EXPORTS)
def test_recorded_exports_arrive_cell_for_cell(
    shared: Path, tmp_path: Path, server: str, export: str
) -> None:
    rows = json.loads((shared / "data" / "limesurvey" / server / export).read_bytes())["responses"]
    headings = [h for h in rows[0] if h not in limesurvey.SYSTEM]
    names = [raw.variable_name(h) for h in headings]
    assert len(set(names)) == len(headings)
    table = raw.table(limesurvey.read(pull(tmp_path, rows), names, "test"), names)
    assert len(table) == len(rows)
    by_id = table.set_index("respondent")
    for record in rows:
        found = by_id.loc[raw.opaque("limesurvey", 814234, record["id"])]
        for heading, name in zip(headings, names, strict=True):
            expected = record[heading]
            if expected is None:
                assert pd.isna(found[name]), (record["id"], heading)
            else:
                assert found[name] == str(expected), (record["id"], heading)
        assert found["complete"] == (record["submitdate"] is not None)
        assert found["language"] == record["startlanguage"]
        assert (record["lastpage"] is None) == pd.isna(found["last_page"])
        if record["lastpage"] is not None:
            assert found["last_page"] == record["lastpage"]


@pytest.mark.parametrize("server", SERVERS)
def test_recorded_times_become_dates_and_durations(shared: Path, server: str) -> None:
    path = shared / "data" / "limesurvey" / server / "mini" / "export_json_short.decoded.json"
    rows = limesurvey.parse(path.read_bytes(), "test")
    answers = [limesurvey.answer(r, 1, "test") for r in rows]
    assert answers[1].submitted_at == datetime(2026, 2, 1, 10, 5)
    assert answers[1].duration_s == 300
    assert answers[3].submitted_at is None
    assert not answers[3].complete
    assert answers[3].duration_s is None


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("media[SQ001]", "media_SQ001"), ("lst[other]", "lst_other"), ("arrn[Y1_X1]", "arrn_Y1_X1"),
        ("rank[1]", "rank_1"), ("dual[SQ001][1]", "dual_SQ001_1"), ("listc[comment]", "listc_comment"),
        ("hobby[SQ001comment]", "hobby_SQ001comment"), ("plz", "plz"),
    ],
)  # fmt: skip
def test_headings_become_the_codebooks_names(heading: str, name: str) -> None:
    assert raw.variable_name(heading) == name


@pytest.mark.parametrize(
    ("recorded", "seconds"), [("812.40", 812.4), ("0", 300), ("-5", 300), (None, 300)]
)
def test_a_time_that_nobody_can_need_is_taken_from_the_clock(
    recorded: str | None, seconds: float
) -> None:
    """Zero seconds and less are faults of the server's stopwatch, not of the fastest respondent."""
    assert limesurvey.answer(row(1, interviewtime=recorded), 1, "test").duration_s == seconds


def test_two_surveys_of_one_folder_are_two_sources(tmp_path: Path) -> None:
    """A short version for events is pulled to the answers of the long one."""
    pull(tmp_path, [row(1, a="x", b="y")], "long")
    assert {a.source for a in limesurvey.read(tmp_path, ["a", "b"], "test")} == {"test"}
    pull(tmp_path, [row(1, a="x")], "short", survey_id=5)
    found = limesurvey.read(tmp_path, ["a", "b"], "test")
    assert [(a.source, a.values.get("b")) for a in found] == [
        ("test (5)", None), ("test (814234)", "y"),
    ]  # fmt: skip
    pull(tmp_path, [row(2, a="x", b=None)], "empty")
    cells = raw.table(limesurvey.read(tmp_path, ["a", "b"], "test"), ["b"])["b"]
    assert sorted(cells.fillna("null")) == ["_not_asked", "null", "y"]


def test_empty_and_not_shown_stay_apart(tmp_path: Path) -> None:
    rows = [row(1, a="", b=None), row(2, a="x", b="")]
    table = raw.table(limesurvey.read(pull(tmp_path, rows), ["a", "b"], "test"), ["a", "b"])
    cells = {tuple(None if pd.isna(c) else c for c in r) for r in table[["a", "b"]].to_numpy()}
    assert cells == {("", None), ("x", "")}


def test_tokens_and_addresses_never_enter_the_table(tmp_path: Path) -> None:
    rows = [row(1, a="x", ipaddr="127.0.0.1", refurl="https://x.example")]
    table = raw.table(limesurvey.read(pull(tmp_path, rows), ["a"], "test"), ["a"])
    assert list(table.columns) == [*raw.META, "a"]
    text = table.to_csv()
    assert "secret" not in text
    assert "127.0.0.1" not in text
    assert table["kanal"].tolist() == ["kita"]


def test_the_newest_pull_wins_whatever_its_name(tmp_path: Path) -> None:
    pull(tmp_path, [row(1, a="old"), row(2, a="only here")], "z")
    pull(tmp_path / "sub", [row(1, a="new")], "a", pulled_at="2026-10-02T10:00:00+00:00")
    answers = limesurvey.read(tmp_path, ["a"], "test")
    assert sorted(str(a.values["a"]) for a in answers) == ["new", "only here"]


def test_answers_deleted_on_the_server_are_left_out(tmp_path: Path) -> None:
    pull(tmp_path, [row(1, a="x"), row(2, a="y")])
    pull(tmp_path, [], "b", pulled_at="2026-10-02T10:00:00+00:00", deleted=[2])
    assert [a.values["a"] for a in limesurvey.read(tmp_path, ["a"], "test")] == ["x"]


def test_an_interrupted_pull_is_not_read(tmp_path: Path) -> None:
    pull(tmp_path, [row(1, a="x")])
    (tmp_path / ".tmp-pull-1").mkdir()
    (tmp_path / ".tmp-pull-1" / "half.json").write_text('{"responses": [{"id"', encoding="utf-8")
    assert len(limesurvey.read(tmp_path, ["a"], "test")) == 1


def test_a_completed_answer_without_datestamp_has_no_date(tmp_path: Path) -> None:
    rows = [row(1, a="x") | {"submitdate": "1980-01-01 00:00:00", "startdate": None}]
    (answer,) = limesurvey.read(pull(tmp_path, rows), ["a"], "test")
    assert answer.complete
    assert answer.submitted_at is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sha256": "1" * 64}, "not the one that was pulled"),
        ({"counts": {"complete": 2, "incomplete": 0}}, "does not hold the answers"),
        ({"pulled_at": None}, "the manifest lacks pulled_at"),
    ],
)
def test_a_pull_that_disagrees_with_its_manifest_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    folder = pull(tmp_path, [row(1, a="x")], **changes)
    with pytest.raises(PipelineError, match=message):
        limesurvey.read(folder, ["a"], "test")


def test_an_export_without_manifest_is_refused(tmp_path: Path) -> None:
    pull(tmp_path, [row(1, a="x")])
    (tmp_path / "a.manifest.yaml").unlink()
    with pytest.raises(PipelineError, match="no manifest"):
        limesurvey.read(tmp_path, ["a"], "test")


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b'{"responses": 3}', b'{"responses": [{"a": 1}]}', b'{"status": "x"}'],
)
def test_what_is_no_export_is_a_fault_and_no_crash(content: bytes) -> None:
    with pytest.raises(PipelineError, match="not an export"):
        limesurvey.parse(content, "test")


def test_a_question_renamed_on_the_server_is_refused(tmp_path: Path) -> None:
    folder = pull(tmp_path, [row(1, a="x", neu="y")])
    with pytest.raises(PipelineError, match="was changed") as caught:
        limesurvey.read(folder, ["a", "alt"], "test")
    assert "neu" in caught.value.faults[0].why
    assert "alt" in caught.value.faults[0].why


def test_a_renamed_question_that_the_pull_recognised_keeps_its_name(tmp_path: Path) -> None:
    rows = [row(1, **{"a": "x", "neu[1]": "Y", "neu[other]": "z"})]
    folder = pull(tmp_path, rows, renamed={"neu": "alt"})
    (found,) = limesurvey.read(folder, ["a", "alt_1", "alt_other"], "test")
    assert found.values == {"a": "x", "alt_1": "Y", "alt_other": "z"}


def test_columns_that_nobody_answered_do_not_matter(tmp_path: Path) -> None:
    """Text displays and ranks beyond the limit are columns of the export; an event version is shorter."""
    rows = [row(1, a="x", info=None), {**row(2, a="y", info=""), "rang[4]": None}]
    answers = limesurvey.read(pull(tmp_path, rows), ["a", "only_in_the_long_version"], "test")
    assert sorted(str(a.values["a"]) for a in answers) == ["x", "y"]


def test_several_broken_pulls_are_reported_together(tmp_path: Path) -> None:
    pull(tmp_path, [row(1, a="x")], "a", sha256="1")
    pull(tmp_path, [row(1, a="x")], "b", sha256="2")
    with pytest.raises(PipelineError) as caught:
        limesurvey.read(tmp_path, ["a"], "test")
    assert len(caught.value.faults) == 2


def test_no_pull_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no pull") as caught:
        limesurvey.read(tmp_path, ["a"], "test")
    assert "bedarf pull" in caught.value.faults[0].hint
