"""SPSS and CSV through a column map."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline.collect import columnmap, csvfile, spss
from pipeline.collect.rules import Rules
from pipeline.errors import PipelineError

VARIABLES = ["geschlecht", "huerden_platz", "stunden", "offen"]
MAP = """
respondent: LFDNR
submitted_at: DATUM
kanal: WEG
mode: interview
columns:
  geschlecht: { from: F01, values: { 1: w, 2: m, 9: kA } }
  huerden_platz: { from: F02, values: { 1: Y, 0: "" }, empty: not_shown }
  stunden: F03
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    return write(tmp_path / "map.yaml", MAP)


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_spss_codes_numbers_and_user_missing_arrive(
    tmp_path: Path, columns: Path, suffix: str
) -> None:
    path = tmp_path / f"alt{suffix}"
    frame = pd.DataFrame(
        {
            "LFDNR": [11.0, 12.0, 13.0],
            "DATUM": [datetime(2019, 5, 1), datetime(2019, 5, 2), None],
            "WEG": ["kita", "", "post"],
            "F01": [1.0, 2.0, 9.0],
            "F02": [1.0, 0.0, None],
            "F03": [38.5, None, 20.0],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        missing_ranges={"F01": [9]},
        variable_value_labels={"F01": {1: "weiblich", 2: "männlich", 9: "keine Angabe"}},
        compress=suffix == ".zsav",
    )
    first, second, third = spss.read(path, columns, VARIABLES, "spss alt")
    assert first.mode == "interview"
    assert first.submitted_at == datetime(2019, 5, 1)
    assert first.kanal == "kita"
    assert first.values == {"geschlecht": "w", "huerden_platz": "Y", "stunden": "38.5"}
    assert second.values == {"geschlecht": "m", "huerden_platz": "", "stunden": ""}
    assert third.values == {"geschlecht": "kA", "huerden_platz": None, "stunden": "20"}
    assert third.submitted_at is None


def test_numbers_that_an_spss_file_declares_missing_are_no_answers(
    tmp_path: Path, columns: Path
) -> None:
    frame = pd.DataFrame(
        {"LFDNR": [1.0, 2, 3, 4], "DATUM": [datetime(2019, 5, 1)] * 4, "WEG": [""] * 4,
         "F01": [1.0, 9, 2, 2], "F02": [1.0] * 4, "F03": [38.5, 99, -9, 0]}
    )  # fmt: skip
    path = tmp_path / "alt.sav"
    missing = {"F01": [9], "F03": [99, {"lo": -9, "hi": -1}]}
    pyreadstat.write_sav(frame, str(path), missing_ranges=missing)
    rules = {"stunden": Rules("numeric", frozenset(), other=False)}
    found = [a.values for a in spss.read(path, columns, VARIABLES, "spss alt", rules)]
    assert [values["stunden"] for values in found] == ["38.5", "", "", "0"]
    assert [values["geschlecht"] for values in found] == ["w", "kA", "m", "m"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"F01;F02;F01\n1;1;2\n", "2 columns are called 'F01'"),
        (b"", "the file is empty"),
        ("F01;F02\n1;1\n".encode("utf-16"), "add `encoding: utf-16`"),
        ("F01;F02\n1;ä\n".encode("cp1252"), "add `encoding: cp1252`"),
    ],
    ids=["twice", "empty", "utf-16", "cp1252"],
)
def test_a_csv_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    plan = write(tmp_path / "map.yaml", "columns: { stunden: F01 }\n")
    with pytest.raises(PipelineError) as caught:
        csvfile.read(path, plan, VARIABLES, "csv a")
    assert says in str(caught.value)


def test_csv_finds_its_separator_and_keeps_line_breaks_in_quotes(
    tmp_path: Path, columns: Path
) -> None:
    text = 'LFDNR;DATUM;WEG;F01;F02;F03\n1;03.09.2026;"a\nb; c";2;;"12"\n\n'
    (answer,) = csvfile.read(write(tmp_path / "a.csv", text), columns, VARIABLES, "csv a")
    assert answer.kanal == "a\nb; c"
    assert answer.values == {"geschlecht": "m", "huerden_platz": None, "stunden": "12"}
    assert answer.submitted_at == datetime(2026, 9, 3)


def test_codes_that_the_map_does_not_know_are_reported_together(
    tmp_path: Path, columns: Path
) -> None:
    text = "LFDNR,DATUM,WEG,F01,F02,F03\n1,,,7,,\n2,morgen,,8,,\n2,,,1,,\n"
    with pytest.raises(PipelineError) as caught:
        csvfile.read(write(tmp_path / "a.csv", text), columns, VARIABLES, "csv a")
    found = " | ".join(str(fault) for fault in caught.value.faults)
    assert len(caught.value.faults) == 4
    for part in ("'7'", "'8'", "'morgen' is no date", "'2' stands here twice", "row 3"):
        assert part in found


def test_a_row_of_another_length_is_named_by_its_line(tmp_path: Path, columns: Path) -> None:
    path = write(tmp_path / "a.csv", "LFDNR,DATUM,WEG,F01,F02,F03\n1,,,1,,\n2,,\n")
    with pytest.raises(PipelineError, match="3 cells") as caught:
        csvfile.read(path, columns, VARIABLES, "csv a")
    assert "line 3" in caught.value.faults[0].where


def test_columns_that_the_file_lacks_are_faults(tmp_path: Path, columns: Path) -> None:
    path = write(tmp_path / "a.csv", "LFDNR,F01\n1,1\n")
    with pytest.raises(PipelineError) as caught:
        csvfile.read(path, columns, VARIABLES, "csv a")
    assert [f.what.split("'")[1] for f in caught.value.faults] == ["F02", "F03", "DATUM", "WEG"]


def test_a_file_in_another_encoding_says_what_to_add(tmp_path: Path, columns: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("LFDNR,DATUM,WEG,F01,F02,F03\n1,,Bücherei,1,,\n".encode("cp1252"))
    with pytest.raises(PipelineError) as caught:
        csvfile.read(path, columns, VARIABLES, "csv a")
    assert "encoding: cp1252" in caught.value.faults[0].hint
    columns.write_text(MAP + "encoding: cp1252\n", encoding="utf-8")
    (answer,) = csvfile.read(path, columns, VARIABLES, "csv a")
    assert answer.kanal == "Bücherei"


def test_faults_of_a_map_come_together_with_their_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "map.yaml",
        "mode: telepathy\nnonsense: 1\ncolumns:\n  geschlecht: F01\n  fehlt: F02\n  stunden: [F03]\n",
    )
    with pytest.raises(PipelineError) as caught:
        columnmap.load(path, VARIABLES)
    lines = sorted(int(f.where.rsplit(" ", 1)[-1]) for f in caught.value.faults)
    assert lines == [1, 2, 5, 6]


def test_an_unreadable_spss_file_is_a_fault(tmp_path: Path, columns: Path) -> None:
    path = tmp_path / "a.sav"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(PipelineError, match="cannot be read"):
        spss.read(path, columns, VARIABLES, "spss a")


RULES = {
    "geschlecht": Rules("single", frozenset(("w", "m", "d", "kA")), other=False),
    "huerden_platz": Rules("multiple", frozenset(("ja", "nein")), other=False),
    "stunden": Rules("numeric", frozenset(), other=False),
}


def test_codes_on_the_right_of_the_map_must_be_the_questionnaire_s(tmp_path: Path) -> None:
    text = (
        "columns:\n  geschlecht: { from: F01, values: { 1: weibl, 2: m } }\n"
        "  huerden_platz: { from: F02, values: { 1: yes } }\n"
    )
    with pytest.raises(PipelineError) as caught:
        columnmap.load(write(tmp_path / "map.yaml", text), VARIABLES, RULES)
    found = [(f.what, f.where, f.hint) for f in caught.value.faults]
    assert found == [
        ("'weibl' is no answer code of geschlecht", "map.yaml, line 2", "write one of: d, kA, m, w"),
        ("'yes' is no answer code of huerden_platz", "map.yaml, line 3",
         'write Y for ticked and "" for not ticked'),
    ]  # fmt: skip


@pytest.mark.parametrize("values", ["", ", values: { 1: w, 2: m }"])
def test_a_code_without_meaning_is_told_with_what_spss_says_of_it(
    tmp_path: Path, values: str
) -> None:
    path = tmp_path / "alt.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"F01": [1.0, 99.0, 99.0, 7.0, None]}), str(path),
        missing_ranges={"F01": [{"lo": 90, "hi": 99}]},
        variable_value_labels={"F01": {1: "weiblich", 2: "männlich", 99: "weiß nicht"}},
    )  # fmt: skip
    plan = write(tmp_path / "map.yaml", f"columns:\n  geschlecht: {{ from: F01{values} }}\n")
    with pytest.raises(PipelineError) as caught:
        spss.read(path, plan, VARIABLES, "spss alt", RULES)
    faults = {f.what.split("'")[1]: f for f in caught.value.faults}
    assert set(faults) == ({"99", "7"} if values else {"1", "99", "7"})
    assert faults["99"].why == "the file calls it “weiß nicht” and declares it missing"
    assert faults["99"].where == "spss alt, row 2 and 1 more"
    assert faults["7"].why == ""


def test_a_number_that_can_be_read_in_two_ways_is_a_fault_until_the_map_tells(
    tmp_path: Path, columns: Path
) -> None:
    def hours() -> list[str | None]:
        answers = csvfile.read(path, columns, VARIABLES, "csv a", RULES)
        return [answer.values["stunden"] for answer in answers]

    path = write(
        tmp_path / "a.csv", "LFDNR;DATUM;WEG;F01;F02;F03\n1;;;1;;37,5\n2;;;1;;1.200\n3;;;1;;2.400\n"
    )
    with pytest.raises(PipelineError) as caught:
        hours()
    (fault,) = caught.value.faults  # the first of a column is enough
    assert fault.what == "'1.200' of column F03 is 1200 or 1.2"
    assert fault.where == "csv a, row 2"
    assert '`decimal: ","`' in fault.hint
    columns.write_text(MAP + 'decimal: ","\n', encoding="utf-8")
    assert hours() == ["37.5", "1200", "2400"]
    columns.write_text(MAP + 'decimal: "."\n', encoding="utf-8")
    assert [float(str(text).replace(",", ".")) for text in hours()] == [37.5, 1.2, 2.4]
    columns.write_text(MAP + "decimal: komma\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="'komma' separates no decimals"):
        hours()


def test_numbers_of_an_spss_file_are_numbers_and_its_texts_are_not(
    tmp_path: Path, columns: Path
) -> None:
    known = {"LFDNR": [1.0], "DATUM": [None], "WEG": [""], "F01": [1.0], "F02": [1.0]}
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({**known, "F03": [1.125]}), str(path))
    (answer,) = spss.read(path, columns, VARIABLES, "spss a", RULES)
    assert answer.values["stunden"] == "1.125"
    pyreadstat.write_sav(pd.DataFrame({**known, "F03": ["1.125"]}), str(path))
    with pytest.raises(PipelineError, match=r"'1\.125' of column F03 is 1125 or 1\.125"):
        spss.read(path, columns, VARIABLES, "spss a", RULES)
