"""The workbook of all tables: numbers that calculate, sources on every sheet, the same bytes again."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from pipeline.compose.context import Exported
from pipeline.compose.workbook import number, workbook
from pipeline.params import Params
from pipeline.workspace import Workspace

T = "\u202f"


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        (f"24,3{T}%", 0.243, "0.0%"),
        (f"54{T}%", 0.54, "0%"),
        (f"11{T}405", 11405, "#,##0"),
        ("6,0", 6.0, "#,##0.0"),
        ("−3", -3, "#,##0"),
        (f"[55{T}%]", f"[55{T}%]", "@"),
        (f"48 bis 60{T}%", f"48 bis 60{T}%", "@"),
        ("18 von 26", "18 von 26", "@"),
        ("2–4", "2–4", "@"),
        ("–", "–", "@"),
        ("15.05.2022", "15.05.2022", "@"),
    ],
)
def test_printed_figures_become_numbers_and_nothing_else_does(
    text: str, value: float | str, form: str
) -> None:
    assert number(text) == (value, form)


TABLES = {
    "kennzahlen": Exported(
        "Kennzahlen", ("Kennzahl", "Wert"), (("Anteil", f"24,3{T}%"),), "Quelle: Zensus"
    ),
    "anhang-" + "x" * 40: Exported(
        "Anhang (DEMODATEN)", ("Antwort", "n"), (("ja", "169"),), "Quelle: …"
    ),
}


def test_the_same_tables_give_the_same_bytes_whatever_the_time() -> None:
    assert workbook(TABLES, "Tabellen", date(2026, 11, 2)) == workbook(
        TABLES, "Tabellen", date(2026, 11, 2)
    )


def test_every_sheet_has_caption_numbers_and_source_and_is_linked_from_the_contents() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(TABLES, "Tabellen", date(2026, 11, 2))))
    assert book.sheetnames[0] == "Inhalt"
    links = [
        cell.hyperlink.location or cell.hyperlink.target
        for (cell,) in book["Inhalt"]["A4:A9"]
        if cell.hyperlink
    ]
    assert len(links) == 2
    first = book[book.sheetnames[1]]
    assert first["A1"].value == "Kennzahlen"
    assert first["B4"].value == 0.243
    assert first["B4"].number_format == "0.0%"
    assert first["A6"].value == "Quelle: Zensus"


def test_all_tables_of_the_report_are_in_the_workbook(composed: tuple[Workspace, Params]) -> None:
    ws, _ = composed
    book = openpyxl.load_workbook(ws.generated / "tables" / "tabellen.xlsx")
    assert len(book.sheetnames) == 1 + len(list((ws.generated / "tables").glob("*.csv")))
    assert "DEMODATEN" in book["Inhalt"]["A1"].value
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert str(sheet.cell(sheet.max_row, 1).value).startswith("Quelle"), name
