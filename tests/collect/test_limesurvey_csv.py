"""CSV exports downloaded by hand: the same cells as the server gives through its interface, or a reason."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.collect import limesurvey_csv
from pipeline.collect.limesurvey import SYSTEM
from pipeline.collect.raw import opaque, variable_name
from pipeline.collect.rules import Rules
from pipeline.errors import PipelineError

CODES = (
    "id", "submitdate", "lastpage", "startlanguage", "kanal", "geschlecht", "huerden[platz]", "schule[other]",
)  # fmt: skip
HEADINGS = ";".join(f'"{code}"' for code in CODES) + "\n"
RULES = {
    "geschlecht": Rules("single", frozenset(("w", "m")), other=False),
    "huerden_platz": Rules("multiple", frozenset(("ja",)), other=False),
    "schule_other": Rules("text", frozenset(), other=False),
}


def free(*variables: str) -> dict[str, Rules]:
    """Rules that allow everything."""
    return {name: Rules("text", frozenset(), other=False) for name in variables}


def export(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path = folder / "results-survey814234.csv"
    path.write_text(headings + "".join(f"{row}\n" for row in rows), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(("server", "not_shown"), [("server-5.6.8", ""), ("server-6.14.0", None)])
def test_a_recorded_csv_holds_what_the_recorded_json_holds(
    shared: Path, server: str, not_shown: str | None
) -> None:
    """The older server's CSV does not tell what was not shown from what was not answered."""
    folder = shared / "data" / "limesurvey" / server
    rows = json.loads((folder / "export_json_short.json").read_bytes())["responses"]
    names = [variable_name(h) for h in rows[0] if h not in SYSTEM]
    answers = limesurvey_csv.read(folder / "export_csv_short.csv", free(*names), "test")
    found = {answer.respondent: answer.values for answer in answers}
    for record in rows:
        values = found[opaque("limesurvey", 0, record["id"])]
        for heading, cell in record.items():
            if heading not in SYSTEM:
                told = not_shown if cell is None else str(cell).replace("\r\n", "\n")
                given = values[variable_name(heading)]
                assert (given if given is None else given.replace("\r\n", "\n")) == told, heading


def test_not_shown_and_not_answered_stay_apart(tmp_path: Path) -> None:
    path = export(tmp_path, '"1";"2026-09-02 10:05:00";"3";"de";"kita";"";;"Abitur; ""in"" Polen"')
    (found,) = limesurvey_csv.read(path, RULES, "test")
    assert found.values == {
        "geschlecht": "",
        "huerden_platz": None,
        "schule_other": 'Abitur; "in" Polen',
    }
    assert (found.submitted_at, found.kanal) == (datetime(2026, 9, 2, 10, 5), "kita")


def test_a_file_that_excel_saved_counts_empty_cells_as_not_answered(tmp_path: Path) -> None:
    path = tmp_path / "results-survey814234.csv"
    lines = (
        HEADINGS.replace('"', ""),
        "1;02.09.2026 10:05;3;de;kita;w;;Universität\n",
        "2;;1;de;;;;\n",
    )
    path.write_bytes("".join(lines).encode("cp1252"))
    first, second = limesurvey_csv.read(path, RULES, "test")
    assert first.values == {"geschlecht": "w", "huerden_platz": "", "schule_other": "Universität"}
    assert first.submitted_at == datetime(2026, 9, 2, 10, 5)
    assert not second.complete
    assert second.values["geschlecht"] == ""


def test_ids_are_those_of_the_survey_in_the_files_name(tmp_path: Path) -> None:
    path = export(tmp_path, '"1";;"1";"de";"";"w";"";""')
    other = path.rename(tmp_path / "results-survey111111.csv")
    again = export(tmp_path, '"1";;"1";"de";"";"w";"";""')
    ids = [limesurvey_csv.read(p, RULES, "test")[0].respondent for p in (other, again)]
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("headings", "row", "told"),
    [
        ('"id";"Geschlecht: Sind Sie …"\n', '"1";"weiblich"', "none of the headings"),
        ('"geschlecht"\n', '"w"', "no column 'id'"),
        (HEADINGS, '"1";;"1";"de";"";"weiblich";"";""', "'weiblich' of column geschlecht"),
        (HEADINGS, '"1";;"1";"de";"";"w"', "6 cells, the headings 8"),
        (HEADINGS, '"1";"gestern";"1";"de";"";"w";"";""', "date or number"),
        (HEADINGS.replace("geschlecht", "gender"), '"1";;"1";"de";"";"w";"";""', "was changed"),
    ],
)  # fmt: skip
def test_what_is_no_export_of_codes_is_told(
    tmp_path: Path, headings: str, row: str, told: str
) -> None:
    with pytest.raises(PipelineError, match=told):
        limesurvey_csv.read(export(tmp_path, row, headings=headings), RULES, "test")
