"""Every source of ``params.yaml`` ends in one raw table per questionnaire."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline.collect import collect, raw
from pipeline.errors import PipelineError
from pipeline.params import Params, Source
from pipeline.questionnaire import Questionnaire, codebook, load
from pipeline.tables import NOT_ASKED
from pipeline.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "data" / "raw" / "responses").mkdir(parents=True)
    return Workspace(tmp_path)


@pytest.fixture(scope="module")
def institutions(root: Path) -> dict[str, Questionnaire]:
    return {"einrichtungen": load(root / "questionnaires" / "einrichtungen.yaml")}


def with_sources(root: Path, *sources: Source) -> Params:
    params = parameters.load(root / "params.yaml")
    return params.model_copy(update={"sources": {"einrichtungen": list(sources)}})


def entry_sheet(ws: Workspace, *forms: int) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    page.append(["bogen", "typ"])
    for form in forms:
        page.append([form, "kita"])
    workbook.save(ws.raw / "responses" / "papier.xlsx")


def test_the_table_has_the_columns_of_the_contract(
    root: Path, institutions: dict[str, Questionnaire]
) -> None:
    params = with_sources(root, Source(kind="simulation", truth="data/input/simulation.yaml"))
    table = collect(Workspace(root), params, institutions)["einrichtungen"]
    names = dict.fromkeys(codebook(institutions["einrichtungen"])["variable"])
    assert list(table.columns) == [*raw.META, *names]
    assert str(table["last_page"].dtype) == "Int64"
    assert table["complete"].dtype == bool
    assert all(table[name].dtype == "str" for name in names)
    assert table["respondent"].is_monotonic_increasing


def test_paper_and_simulation_lie_in_one_table(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    entry_sheet(ws, 1, 2)
    (ws.root / "wahrheit.yaml").write_bytes((root / "data/input/simulation.yaml").read_bytes())
    params = with_sources(
        root,
        Source(kind="simulation", truth="wahrheit.yaml"),
        Source(kind="entry_sheet", path="responses/papier.xlsx"),
    )
    table = collect(ws, params, institutions)["einrichtungen"]
    assert table["mode"].value_counts().to_dict() == {"simulated": 28, "paper": 2}
    paper = table[table["mode"] == "paper"]
    assert paper["typ"].tolist() == ["kita", "kita"]
    assert paper["source"].iloc[0] == "entry_sheet data/raw/responses/papier.xlsx"


def test_a_source_named_twice_is_refused(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    entry_sheet(ws, 1)
    source = Source(kind="entry_sheet", path="responses/papier.xlsx")
    with pytest.raises(PipelineError, match="two sources"):
        collect(ws, with_sources(root, source, source), institutions)


@pytest.mark.parametrize("path", ["responses/fehlt", "../../etc", "/etc/hostname"])
def test_a_source_outside_the_raw_data_is_refused(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire], path: str
) -> None:
    params = with_sources(root, Source(kind="limesurvey", path=path))
    with pytest.raises(PipelineError, match="does not lie in data/raw/responses"):
        collect(ws, params, institutions)


def test_a_table_from_elsewhere_needs_its_map_beside_it(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    folder = ws.raw / "responses"
    (folder / "alt.csv").write_text("NR;ART\n1;3\n2;4\n", encoding="utf-8")
    text = "respondent: NR\nmode: interview\ncolumns:\n  typ: { from: ART, values: { 3: kita, 4: amt } }\n"
    (folder / "alt.yaml").write_text(text, encoding="utf-8")
    (ws.root / "anderswo.yaml").write_text(text, encoding="utf-8")
    source = Source(kind="csv", path="responses/alt.csv", columns="responses/alt.yaml")
    table = collect(ws, with_sources(root, source), institutions)["einrichtungen"]
    assert sorted(table["typ"]) == ["amt", "kita"]
    assert set(table["mode"]) == {"interview"}
    elsewhere = Source(kind="csv", path="responses/alt.csv", columns="anderswo.yaml")
    with pytest.raises(PipelineError, match="does not lie in data/raw/responses"):
        collect(ws, with_sources(root, elsewhere), institutions)


def table_source(ws: Workspace, name: str, rows: str) -> Source:
    folder = ws.raw / "responses"
    (folder / f"{name}.csv").write_text(f"NR;ART\n{rows}", encoding="utf-8")
    text = "respondent: NR\ncolumns:\n  typ: { from: ART, values: { 3: kita, 4: amt } }\n"
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Source(kind="csv", path=f"responses/{name}.csv", columns=f"responses/{name}.yaml")


def test_a_split_table_gives_the_same_respondents(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    whole = table_source(ws, "ganz", "1;3\n2;4\n3;3\n")
    parts = [table_source(ws, "teil2", "3;3\n"), table_source(ws, "teil1", "2;4\n1;3\n")]
    one = collect(ws, with_sources(root, whole), institutions)["einrichtungen"]
    two = collect(ws, with_sources(root, *parts), institutions)["einrichtungen"]
    pd.testing.assert_frame_equal(one.drop(columns="source"), two.drop(columns="source"))


def test_two_tables_that_both_number_from_one_are_told_apart(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    a, b = table_source(ws, "a", "1;3\n2;3\n"), table_source(ws, "b", "1;4\n")
    table = collect(ws, with_sources(root, a, b), institutions)["einrichtungen"]
    assert table["respondent"].is_unique
    assert sorted(table["typ"]) == ["amt", "kita", "kita"]
    turned = collect(ws, with_sources(root, b, a), institutions)["einrichtungen"]
    pd.testing.assert_frame_equal(table, turned)


def test_a_questionnaire_without_sources_has_an_empty_table(
    root: Path, ws: Workspace, institutions: dict[str, Questionnaire]
) -> None:
    table = collect(ws, with_sources(root), institutions)["einrichtungen"]
    assert table.empty
    assert "typ" in table


def test_times_and_durations_are_typed() -> None:
    started, submitted = raw.moment("2026-09-01 10:00:00"), raw.moment("1.9.2026 10:05")
    assert raw.duration(started, submitted) == 300
    assert raw.duration(submitted, started) is None
    assert raw.moment("1980-01-01 00:00:00") is None
    table = raw.table([raw.Answer("a", "x", "web", {}, submitted, started)], ["v"])
    assert table["duration_s"].tolist() == [300.0]
    assert table["v"].tolist() == [NOT_ASKED]  # the source has no such variable


def test_times_that_name_their_zone_are_german_times() -> None:
    """22:30 in UTC is half past midnight here in summer; the night the clocks go back has an hour more."""
    evening, plain = raw.moment("2026-09-01T22:30:00Z"), raw.moment("2026-09-01 22:30")
    started, submitted = map(raw.moment, ("2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00"))
    table = raw.table(
        [
            raw.Answer("a", "x", "web", {}, evening),
            raw.Answer("b", "x", "web", {}, plain),
            raw.Answer("c", "x", "web", {}, submitted, started),
        ],
        [],
    )
    assert table["submitted_at"].dt.strftime("%Y-%m-%d %H:%M").tolist() == [
        "2026-09-02 00:30",
        "2026-09-01 22:30",
        "2026-10-25 02:10",
    ]
    assert table["duration_s"].iloc[2] == 20 * 60


def test_ids_are_opaque_and_stable() -> None:
    assert raw.opaque("limesurvey", 1, 2) == raw.opaque("limesurvey", 1, 2)
    assert raw.opaque("limesurvey", 1, 2) != raw.opaque("limesurvey", 12, "")
    assert len(raw.opaque("x")) == 12
