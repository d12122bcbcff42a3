"""Bundesagentur für Arbeit, "Arbeitsmarkt kommunal": one workbook per municipality, five years side by side.

Sheet ``Daten`` (or another whose first lines give the title): the region stands in one line above the table
(``06440011 Hirzenhain (Gebietsstand im Jahr 2024)``), years are the columns, sections are headings with a
line break. Annual means are fractional; ``*`` is suppressed; a zero shown as ``-`` by its format is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import PipelineError
from pipeline.indicators.readers import ba_sheet
from pipeline.indicators.readers.ba_grid import Grid
from pipeline.indicators.readers.model import Cell, Table, Wanted, squeeze, wanted
from pipeline.indicators.readers.workbook import Workbook, cell_name

KIND = "ba_arbeitsmarkt_kommunal"
TITLE = "Arbeitsmarkt kommunal"
SHEET = "Daten"
SECTIONS = (
    "Sozialversicherungspflichtig Beschäftigte am Arbeitsort",
    "Sozialversicherungspflichtig Beschäftigte am Wohnort",
    "Geringfügig Beschäftigte",
    "Arbeitslose",
)
_REGION = re.compile(r"(\d{8}|\d{5}|\d{2})\s+(.+?)\s*\((Gebietsstand[^)]*)\)$")
_DAY = re.compile(r"Stichtag (\d\d)\.(\d\d)\.")


def matches(book: Workbook) -> bool:
    """Whether a workbook is this product: its imprint or the lines above its table say so."""
    front = [s for s in book.sheets if re.match("Deckblatt|Impressum", s, re.I) or s == SHEET]
    return any(_says_title(book, sheet) for sheet in front)


def _candidates(book: Workbook) -> list[str]:
    """Sheets that may hold the table, ``Daten`` first."""
    shown = [s for s in book.sheets if not ba_sheet.is_meta(s)]
    return sorted(shown, key=lambda sheet: sheet != SHEET)


def _says_title(book: Workbook, sheet: str) -> bool:
    lines = (squeeze(c) for row in book.rows(sheet)[:20] for c in row if isinstance(c, str))
    return any(line.startswith(TITLE) for line in lines)


def read(book: Workbook) -> Table:
    """Understand one workbook.

    Raises:
        PipelineError: the table, the region, the row of years, a section or a number is not where labels say.
    """
    shown = _candidates(book)
    sheet = next((s for s in shown if s == SHEET or _says_title(book, s)), None)
    if sheet is None:
        raise _missing(
            f"the sheet '{SHEET}' with the title '{TITLE}'",
            book.name,
            f"there are: {', '.join(book.sheets)}",
        )
    grid = ba_sheet.read_grid(book, sheet)
    where = f"{book.name}, sheet {sheet}"
    if grid is None:
        raise _missing("every row with figures", where)
    place = next((m for line in grid.head if (m := _REGION.match(line))), None)
    if place is None:
        raise _missing("the line '<AGS> <name> (Gebietsstand …)'", where)
    region, name, status = place.groups()
    years = {c: path[-1] for c, path in grid.columns.items() if path and path[-1].isdigit()}
    if not years:
        raise _missing("the row of years, which begins with 'Merkmale',", where)
    if grid.unlabelled:
        raise _missing("the label of a row with figures", f"{where}, row {grid.unlabelled[0] + 1}")
    found = list(_cells(grid, years, region))
    headings = list(dict.fromkeys(row.path[0] for row in grid.rows))
    for section in SECTIONS:
        if not any(heading.startswith(section) for heading in headings):
            raise _missing(f"the section '{section} …'", where, f"there are: {'; '.join(headings)}")

    def cells(regions: Wanted) -> Iterator[Cell]:
        return iter(found if wanted(region, regions) else [])

    return Table(
        KIND, TITLE, f"{TITLE} {max(years.values())}, {name}", ba_sheet.PUBLISHER, ba_sheet.LICENCE,
        cells, ba_sheet.created_on(book), {region: name}, (status, *grid.notes),
    )  # fmt: skip


def _missing(what: str, where: str, why: str = "") -> PipelineError:
    return PipelineError(
        f"{what} is missing",
        where,
        why or "the layout of the workbook is not the one that is known",
        "check that this is 'Arbeitsmarkt kommunal'; if the publisher changed it, report this message",
    )


def _cells(grid: Grid, years: dict[int, str], region: str) -> Iterator[Cell]:
    for row in grid.rows:
        if len(row.path) < 2:
            raise _missing("the heading of the first section", f"{grid.where}, row {row.index + 1}")
        day = _DAY.search(row.path[0])
        for column, year in years.items():
            value, status = row.cells.get(column, (None, "not_available"))
            period = f"{year}-{day[2]}-{day[1]}" if day else year
            place = f"{grid.sheet}!{cell_name(row.index, column)}"
            yield Cell(region, period, " | ".join(row.path), value, status, "Personen", place)
