"""Bundesagentur für Arbeit, "Arbeitsmarkt kommunal": one workbook per municipality, five years side by side.

Sheet ``Daten``: the region stands in one line above the table (``06440011 Hirzenhain (Gebietsstand im Jahr
2024)``), years are the columns, sections are headings with a line break. Annual means are fractional; ``*``
is suppressed; a zero that the format shows as ``-`` is a number.
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
_REGION = re.compile(r"(\d{8}|\d{5}|\d{2})\s+(.+?)\s*\((Gebietsstand[^)]*)\)$")
_DAY = re.compile(r"Stichtag (\d\d)\.(\d\d)\.")


def matches(book: Workbook) -> bool:
    """Whether a workbook is this product."""
    if SHEET not in book.sheets:
        return False
    top = " ".join(squeeze(c) for row in book.rows(SHEET)[:6] for c in row if c != "")
    return TITLE in top


def read(book: Workbook) -> Table:
    """Understand one workbook.

    Raises:
        PipelineError: the region, the row of years, a section or a number is not where labels say.
    """
    grid = ba_sheet.read_grid(book, SHEET)
    where = f"{book.name}, sheet {SHEET}"
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

    def cells(regions: Wanted) -> Iterator[Cell]:
        return iter(found if wanted(region, regions) else [])

    return Table(
        KIND, TITLE, f"{TITLE} {max(years.values())}, {name}", ba_sheet.PUBLISHER, ba_sheet.LICENCE,
        cells, ba_sheet.created_on(book), {region: name}, (status, *grid.notes),
    )  # fmt: skip


def _missing(what: str, where: str) -> PipelineError:
    return PipelineError(
        f"{what} is missing",
        where,
        "the layout of the workbook is not the one that is known",
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
