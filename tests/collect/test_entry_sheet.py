"""Entry sheets: what somebody typed arrives as LimeSurvey would have stored it; faults name their cell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipeline.collect import entry_sheet, raw
from pipeline.errors import PipelineError
from pipeline.tables import NOT_ASKED

HEADER = [
    "bogen", "datum", "kanal", "geschlecht", "schule", "schule_other", "huerden_platz", "stunden",
    "seit", "offen",
]  # fmt: skip


def sheet(path: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    page.title = "Erfassung"
    for cells in (header, *rows):
        page.append(cells)
    workbook.save(path)
    return path


def test_cells_become_raw_codes(tmp_path: Path, codebook: pd.DataFrame) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [1, datetime(2026, 9, 3), "kita", "W", "-oth-", "Abitur im Ausland", "x", 19.5,
         datetime(2024, 2, 1), "  Mehr Ruhe "],
        [2, "04.09.2026", None, "", None, None, None, "38,5", None, None],
        [None] * 10,
    )  # fmt: skip
    first, second = entry_sheet.read(path, codebook, "entry_sheet x")
    assert first.mode == "paper"
    assert first.complete
    assert first.submitted_at == datetime(2026, 9, 3)
    assert first.kanal == "kita"
    assert first.values == {
        "geschlecht": "w", "schule": "-oth-", "schule_other": "Abitur im Ausland", "huerden_platz": "Y",
        "stunden": "19.5", "seit": "2024-02-01 00:00:00", "offen": "Mehr Ruhe",
    }  # fmt: skip
    assert second.submitted_at == datetime(2026, 9, 4)
    assert second.values["geschlecht"] == ""
    assert second.values["huerden_platz"] == ""
    assert second.values["stunden"] == "38.5"


@pytest.mark.parametrize(
    ("cell", "number"), [("1.200", "1200"), (1.2, "1.2"), (1.125, "1.125"), ("1.200,5", "1200.5")]
)
def test_a_number_typed_as_text_is_german(
    tmp_path: Path, codebook: pd.DataFrame, cell: object, number: str
) -> None:
    """1.200 hours are 1200, never 1.2; what Excel holds as a number is that number."""
    path = sheet(tmp_path / "a.xlsx", [1, cell], header=["bogen", "stunden"])
    (answer,) = entry_sheet.read(path, codebook, "x")
    assert answer.values["stunden"] == number


def test_a_sheet_that_excel_saved_as_csv_is_read(tmp_path: Path, codebook: pd.DataFrame) -> None:
    lines = [
        ";".join(HEADER),
        '1;03.09.2026;kita;W;-oth-;"Universität; Köln";x;19,5;01.02.2024;„Mehr Ruhe“',
        ";;;;;;;;;",
        "2;;;q;;;;;;",
    ]
    path = tmp_path / "papier.csv"
    path.write_bytes("\r\n".join(lines[:3]).encode("cp1252"))
    (first,) = entry_sheet.read(path, codebook, "entry_sheet x")
    assert first.submitted_at == datetime(2026, 9, 3)
    assert first.values == {
        "geschlecht": "w", "schule": "-oth-", "schule_other": "Universität; Köln", "huerden_platz": "Y",
        "stunden": "19.5", "seit": "2024-02-01 00:00:00", "offen": "„Mehr Ruhe“",
    }  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    with pytest.raises(PipelineError) as caught:
        entry_sheet.read(path, codebook, "x")
    assert [fault.where for fault in caught.value.faults] == ["papier.csv, cell D4"]


def test_a_variable_without_column_was_not_on_the_form(
    tmp_path: Path, codebook: pd.DataFrame
) -> None:
    path = sheet(tmp_path / "a.xlsx", [1, "w"], header=["bogen", "geschlecht"])
    (answer,) = entry_sheet.read(path, codebook, "x")
    assert "offen" not in answer.values
    assert raw.table([answer], ["geschlecht", "offen"])["offen"].tolist() == [NOT_ASKED]


def test_all_faults_of_a_sheet_come_together_with_their_cells(
    tmp_path: Path, codebook: pd.DataFrame
) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [1, "gestern", None, "q", "abi", None, "vielleicht", 3, None, None, "?"],
        [1, None, None, "w", None, None, None, None, "irgendwann", None, None],
        header=[*HEADER, "unbekannt"],
    )
    with pytest.raises(PipelineError) as caught:
        entry_sheet.read(path, codebook, "x")
    where = [fault.where.rsplit(" ", 1)[-1] for fault in caught.value.faults]
    assert sorted(where) == ["A3", "B2", "D2", "G2", "I3", "K1"]
    assert all("sheet Erfassung" in fault.where for fault in caught.value.faults)


def test_a_missing_form_number_and_a_repeated_heading_are_faults(
    tmp_path: Path, codebook: pd.DataFrame
) -> None:
    path = sheet(tmp_path / "a.xlsx", ["w", "m"], header=["geschlecht", "geschlecht"])
    with pytest.raises(PipelineError) as caught:
        entry_sheet.read(path, codebook, "x")
    assert {"column 'bogen'" in f.what for f in caught.value.faults} == {True, False}


def test_the_same_form_in_two_workbooks_is_found(tmp_path: Path, codebook: pd.DataFrame) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        sheet(tmp_path / name, [7, "w"], header=["bogen", "geschlecht"])
    with pytest.raises(PipelineError, match="form 7 was typed before"):
        entry_sheet.read(tmp_path, codebook, "x")


def test_many_faults_are_cut_and_counted(tmp_path: Path, codebook: pd.DataFrame) -> None:
    rows = [[i, "q"] for i in range(100)]
    path = sheet(tmp_path / "a.xlsx", *rows, header=["bogen", "geschlecht"])
    with pytest.raises(PipelineError) as caught:
        entry_sheet.read(path, codebook, "x")
    assert len(caught.value.faults) == entry_sheet.MAX_FAULTS + 1
    assert "70 more" in caught.value.faults[-1].what


def test_what_is_no_workbook_is_a_fault(tmp_path: Path, codebook: pd.DataFrame) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(PipelineError, match="cannot be read"):
        entry_sheet.read(path, codebook, "x")
    with pytest.raises(PipelineError, match="no entry sheet"):
        entry_sheet.read(tmp_path / "nowhere", codebook, "x")


def test_a_cell_far_outside_the_table_is_refused_instead_of_ending_the_program(
    tmp_path: Path, codebook: pd.DataFrame
) -> None:
    """Readers keep a sheet as a full rectangle: two cells would take hundreds of gigabytes."""
    path = sheet(tmp_path / "a.xlsx", [1, None, None, "w"])
    workbook = openpyxl.load_workbook(path)
    workbook.active["XFD1048576"] = "x"
    workbook.save(path)
    with pytest.raises(PipelineError, match="spans 1,048,576 rows and 16,384 columns"):
        entry_sheet.read(path, codebook, "x")


def test_a_formula_without_a_result_is_not_taken_for_an_empty_answer(
    tmp_path: Path, codebook: pd.DataFrame
) -> None:
    path = sheet(tmp_path / "a.xlsx", [1, None, None, '="w"'])
    with pytest.raises(PipelineError, match="formula in cell D2 has no stored result"):
        entry_sheet.read(path, codebook, "x")
