"""All tables of the report as one workbook: a sheet of contents, then a sheet per table with its source.

Printed figures become numbers again (``24,3 %`` is 0.243 shown as per cent), so that a reader can go on
calculating; what is no plain number (``[55 %]``, ``48 bis 60 %``) stays text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pipeline.compose.context import Exported
from pipeline.compose.german import MINUS, THIN
from pipeline.compose.language import Text, is_english, say
from pipeline.spreadsheets import workbook_bytes

NAME = "tabellen.xlsx"
NOTES = (
    Text(
        "Werte in eckigen Klammern beruhen auf wenigen Befragten und sind gerundet; „–“ und „·“: keine "
        "Angabe.",
        "Values in square brackets rest on few respondents and are rounded; ‘–’ and ‘·’: not available.",
    ),
    Text(
        "Ergebnisse der Befragung gelten für die Befragten; Intervalle (95 %) sind modellgestützt.",
        "Results of the survey hold for the respondents; intervals (95%) are model-based.",
    ),
)
_NUMBER = re.compile(rf"^([{MINUS}-]?\d{{1,3}}(?:{THIN}?\d{{3}})*)(?:,(\d+))?({THIN}%)?$")
_ENGLISH = re.compile(rf"^([{MINUS}-]?\d{{1,3}}(?:,?\d{{3}})*)(?:\.(\d+))?(%)?$")
_SHEET_NAME = 31  # characters that Excel allows


def number(text: str) -> tuple[float | int | str, str]:
    """A printed figure as a value with its number format; other text as it is."""
    match = (_ENGLISH if is_english() else _NUMBER).match(text.strip())
    if not match:
        return text, "@"
    whole, fraction, percent = (
        match[1].replace(THIN, "").replace(",", "").replace(MINUS, "-"),
        match[2] or "",
        match[3],
    )
    places = "." + "0" * len(fraction) if fraction else ""
    if percent:
        return round(float(f"{whole}.{fraction or 0}") / 100, len(fraction) + 2), f"0{places}%"
    if fraction:
        return float(f"{whole}.{fraction}"), f"#,##0{places}"
    return int(whole), "#,##0"


def workbook(tables: dict[str, Exported], title: str, day: date) -> bytes:
    """The workbook; the same tables and date give the same bytes.

    Args:
        tables: by identifier, in the order of the sheets.
        title: first line of the contents.
        day: date that the file carries.
    """
    from openpyxl import Workbook

    book = Workbook()
    contents = book.active
    assert contents is not None
    contents.title = say("Inhalt", "Contents")
    names = _names(list(tables))
    for name, table in zip(names, tables.values(), strict=True):
        _sheet(book.create_sheet(name), table)
    _contents(contents, names, list(tables.values()), title)
    book.properties.title = title
    book.properties.creator = "Bedarfskompass"
    return workbook_bytes(book, day)


def _names(identifiers: list[str]) -> list[str]:
    """Sheet names: numbered, so that cut ones stay different."""
    return [f"{k} {name}"[:_SHEET_NAME] for k, name in enumerate(identifiers, start=1)]


def _contents(sheet: Any, names: list[str], tables: list[Exported], title: str) -> None:
    from openpyxl.styles import Font

    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=14)
    for note in NOTES:
        sheet.append([str(note)])
    sheet.append([])
    for name, table in zip(names, tables, strict=True):
        sheet.append([table.caption])
        cell = sheet.cell(sheet.max_row, 1)
        cell.hyperlink = f"#'{name}'!A1"
        cell.style = "Hyperlink"
    sheet.column_dimensions["A"].width = 110


def _sheet(sheet: Any, table: Exported) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append([table.caption])
    sheet["A1"].font = Font(bold=True)
    sheet.append([])
    sheet.append(list(table.header))
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    for row in table.rows:
        values = [number(text) for text in row]
        sheet.append([value for value, _ in values])
        for cell, (_, form) in zip(sheet[sheet.max_row], values, strict=True):
            cell.number_format = form
    sheet.append([])
    sheet.append([table.source])
    sheet.freeze_panes = "B4"
    for k in range(len(table.header)):
        longest = max(len(line) for line in (table.header[k], *(row[k] for row in table.rows)))
        letter = sheet.cell(3, k + 1).column_letter
        sheet.column_dimensions[letter].width = min(max(longest + 2, 9), 60)
