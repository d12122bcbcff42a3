"""The Zielsystem as a workbook: plan, indicators, status report."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Any

from pipeline.render.goals_rows import COLUMNS, STATUS, rows
from pipeline.spreadsheets import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

LINE = 15  # points that a line of a sheet takes
_MEASURES = (
    "Handlungsfeld", "Ebene", "Indikator", "Ausgangswert", "von", "bis", "n",
    "kleinste erkennbare Veränderung (Prozentpunkte)", "Quelle", "Zielwert", "Zieljahr", "Wert in Welle 2",
    "Veränderung (Prozentpunkte)", "von", "bis",
)  # fmt: skip


def xlsx(goals: Sequence[Any], title: str, day: datetime.date, mark: str) -> bytes:
    """The workbook; equal content gives equal bytes."""
    from openpyxl import Workbook

    book = Workbook()
    plan: Any = book.active
    plan.title = "Zielsystem"
    _head(plan, title, mark, ("Handlungsfeld", *COLUMNS), (22, 16, 40, 60, 30, 34))
    for goal in goals:
        for level, guidance, found, sources, assumption in rows(goal):
            plan.append(
                [goal.name, level, guidance, "\n".join(found), "\n".join(sources), assumption]
            )
    measures = book.create_sheet("Indikatoren")
    _head(measures, title, mark, _MEASURES, (22, 12, 60, 13, 8, 8, 8, 20, 36, 11, 10, 14, 18, 8, 8))
    for goal in goals:
        for i in goal.indicators:
            change = round(i.change * 100) if i.change is not None else None
            measures.append(
                [
                    goal.name,
                    i.level,
                    i.name,
                    i.baseline,
                    i.low,
                    i.high,
                    i.n,
                    change,
                    i.source,
                    None,
                    None,
                    *_second(i.later),
                ]
            )
    for row in measures.iter_rows(min_row=4, min_col=4, max_col=6):
        for cell in row:
            cell.number_format = "0 %"
    for (cell,) in measures.iter_rows(min_row=4, min_col=12, max_col=12):
        cell.number_format = "0 %"
    status = book.create_sheet("Statusbericht")
    _head(status, title, mark, ("Statusbericht", ""), (36, 90))
    for line in STATUS:
        status.append([line, None])
    for sheet in (plan, measures, status):
        _wrap(sheet)
    book.properties.creator = book.properties.lastModifiedBy = ""
    return workbook_bytes(book, day)


def _second(later: Any) -> list[float | int | None]:
    """Share in the second wave, then change and limits in percentage points; empty where unknown."""
    if later is None:
        return [None] * 4
    return [later.share, *(round(x * 100) for x in later.difference or ())]


def _head(
    sheet: Worksheet, title: str, mark: str, names: Sequence[str], widths: Sequence[int]
) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.append([title])
    sheet.append([mark])
    sheet.append(list(names))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(bold=True, color="B0452C")
    for cell in sheet[3]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="0F4C5C")
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:3"


def _wrap(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    widths = [
        sheet.column_dimensions[get_column_letter(k + 1)].width for k in range(sheet.max_column)
    ]
    line = Side(style="thin", color="B8AE9E")
    for number, row in enumerate(sheet.iter_rows(min_row=3), start=3):
        for cell in row:
            text = isinstance(cell.value, str)
            cell.alignment = Alignment(wrap_text=True, vertical="top", indent=1 if text else 0)
            cell.border = Border(line, line, line, line)
        most = max(_lines(cell.value, width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = LINE * most + 3


def _lines(value: Any, width: float) -> int:
    """Lines that a wrapped cell needs; not every program finds the height of a row by itself."""
    room = max(width - 4, 1)
    return sum(max(1, math.ceil(len(line) / room)) for line in str(value or "").split("\n"))
