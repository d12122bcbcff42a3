"""Products of the Bundesagentur für Arbeit that are read by the labels on their sheets.

*Eckwerte für Jobcenter*, *Arbeitsmarktreport* and tables of *Bedarfsgemeinschaften* by type. No
original of these was at hand when this was written: the layouts are known from public descriptions and code
of others. So everything is found by what cells say, and what is missing is named with sheet and label.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

from pipeline.errors import PipelineError
from pipeline.indicators.readers import ba_sheet
from pipeline.indicators.readers.ba_grid import Grid, GridRow
from pipeline.indicators.readers.labels import period_of
from pipeline.indicators.readers.model import Cell, Table, Wanted, squeeze, wanted
from pipeline.indicators.readers.workbook import Workbook, cell_name

ECKWERTE = "ba_eckwerte_jobcenter"
REPORT = "ba_arbeitsmarktreport"
HOUSEHOLDS = "ba_bedarfsgemeinschaften"
OTHER = "ba_tabelle"
# A type of Bedarfsgemeinschaft as headers and labels write it: "Single-BG", "BG mit 1 Kind".
_TYPE = re.compile(r"-BG\b|\bBG\b|\bBedarfsgemeinschaft")
_STOCK = re.compile(
    r"Bestand.*Bedarfsgemeinschaften|^Bedarfsgemeinschaften(\s*\(BG\))?$|^Insgesamt$", re.I
)


def kind_of(book: Workbook) -> str | None:
    """Which of these products a workbook is, None for anything that does not look like the BA's."""
    text = _front(book)
    if "Eckwerte" in text and "Jobcenter" in text and "Arbeitsmarktreport" not in text:
        return ECKWERTE
    if "Arbeitsmarktreport" in text or ("Eckwerte" in book.sheets and "Arbeitsmarkt" in text):
        return REPORT
    with contextlib.suppress(PipelineError):  # what is wrong is said when the kind is known
        if any(_is_by_type(grid) for grid in ba_sheet.grids(book)):
            return HOUSEHOLDS
    if "Bundesagentur für Arbeit" in text:
        return OTHER
    return None


def read(book: Workbook, kind: str, region: str | None = None) -> Table:
    """Understand a workbook of one of these products.

    Args:
        book: the workbook.
        kind: what :func:`kind_of` said.
        region: the key that a user gave; needed where a sheet names only a job centre.

    Raises:
        PipelineError: a sheet, label, period or region is missing; the message names it.
    """
    reader: dict[str, Callable[[Workbook], Iterator[tuple[Grid, GridRow, int, str]]]] = {
        ECKWERTE: _eckwerte, REPORT: _report, HOUSEHOLDS: _by_type, OTHER: _everything,
    }  # fmt: skip
    titles = {
        ECKWERTE: "Eckwerte für Jobcenter", REPORT: "Arbeitsmarktreport",
        HOUSEHOLDS: "Bedarfsgemeinschaften nach Typ", OTHER: "Tabelle der Bundesagentur für Arbeit",
    }  # fmt: skip
    found: list[Cell] = []
    names: dict[str, str] = {}
    for grid, row, column, item in reader[kind](book):
        own = row.key or grid.region
        place = own if own and (own.isdigit() or region is None) else region
        period = _period(grid, column)
        if place is None or period is None:
            what = "region" if place is None else "period"
            raise PipelineError(
                f"the {what} is missing", grid.where,
                f"the lines above the table say: {'; '.join(grid.head) or 'nothing'}",
                "name the region: bedarf stats add --region <AGS> FILE" if place is None else "report this",
            )  # fmt: skip
        value, status = row.cells[column]
        where = f"{grid.sheet}!{cell_name(row.index, column)}"
        unit = "Prozent" if re.search(r"quote|\bin %|Prozent|Anteil", item, re.I) else "Anzahl"
        found.append(Cell(place, period, item, value, status, unit, where))
        if row.key:
            names[row.key] = row.label
    if not found:
        raise PipelineError(
            "no table with figures was found", book.name, hint="check that this is the right file"
        )

    def cells(regions: Wanted) -> Iterator[Cell]:
        return (cell for cell in found if wanted(cell.region, regions))

    return Table(
        kind, titles[kind], titles[kind], ba_sheet.PUBLISHER, ba_sheet.LICENCE, cells,
        ba_sheet.created_on(book), names,
    )  # fmt: skip


def _front(book: Workbook) -> str:
    """What the first sheets and the imprint say about the product."""
    sheets = [s for s in book.sheets if re.match(r"(Deckblatt|Impressum|Inhalt)", s, re.I)]
    shown = (sheets or []) + [s for s in book.sheets if s not in sheets][:2]
    return " ".join(
        squeeze(c) for s in shown for row in book.rows(s)[:60] for c in row if isinstance(c, str)
    )


def _period(grid: Grid, column: int) -> str | None:
    header = " ".join(grid.columns.get(column, ()))
    return period_of(header) or grid.period


def _tables_on(book: Workbook, pattern: str) -> list[Grid]:
    """The tables of the first sheet whose name matches, at least one."""
    sheet = next((s for s in book.sheets if re.search(pattern, s)), None)
    if sheet is None:
        raise PipelineError(
            f"no sheet is called like '{pattern}'", book.name, f"there are: {', '.join(book.sheets)}",
            "check that this is the right workbook; if the publisher changed it, report this message",
        )  # fmt: skip
    found = list(ba_sheet.read_grids(book, sheet))
    if not found:
        raise PipelineError(
            "the sheet has no rows with figures",
            f"{book.name}, sheet {sheet}",
            hint="report this message",
        )
    return found


def _eckwerte(book: Workbook) -> Iterator[tuple[Grid, GridRow, int, str]]:
    """The first table of sheet 1.1 (or another called Eckwerte): this month, in all and under SGB II."""
    grid = _tables_on(book, r"^1\.1\b|\bEckwerte\b")[0]
    columns = {
        "": grid.column(r"SGB II und (SGB )?III|^Insgesamt"),
        " | Rechtskreis SGB II": grid.column(r"^(?!.*SGB III)(?!.*und III).*SGB II\b"),
    }
    for row in grid.rows:
        for suffix, column in columns.items():
            if column in row.cells:
                yield grid, row, column, " | ".join(row.path) + suffix


def _report(book: Workbook) -> Iterator[tuple[Grid, GridRow, int, str]]:
    """Sheet ``Eckwerte``: in each of its tables, the first column headed by a month is the current one."""
    grids = _tables_on(book, r"^Eckwerte$")
    for grid in grids:
        months = [c for c, path in sorted(grid.columns.items()) if period_of(" ".join(path))]
        if months:
            for row in grid.rows:
                if months[0] in row.cells:
                    yield grid, row, months[0], " | ".join(row.path)
        elif grid is grids[0]:
            heads = "; ".join(" | ".join(path) for path in grid.columns.values())
            raise PipelineError(
                "no column is headed by a month",
                grid.where,
                f"there are: {heads}",
                "report this message",
            )


def _is_by_type(grid: Grid) -> bool:
    return len(_type_columns(grid)) >= 2 or len(_type_rows(grid)) >= 2


def _type_columns(grid: Grid) -> dict[int, str]:
    """Columns whose headers name a type; ``Insgesamt`` beside them counts too."""
    named = {c: " | ".join(path) for c, path in grid.columns.items() if path}
    if sum("-BG" in text for text in named.values()) < 2:
        return {}
    return {c: t for c, t in named.items() if _TYPE.search(t) or t.endswith("Insgesamt")}


def _type_rows(grid: Grid) -> list[GridRow]:
    """Rows of one region whose labels name a type."""
    named = [row for row in grid.rows if not row.key and _TYPE.search(row.label)]
    return named if sum("-BG" in row.label for row in named) >= 2 else []


def _by_type(book: Workbook) -> Iterator[tuple[Grid, GridRow, int, str]]:
    """Types as columns (regions or measures as rows), or types as rows of one region."""
    seen: set[tuple[str, str]] = set()
    for grid in ba_sheet.grids(book):
        columns = _type_columns(grid)
        if columns:
            stock = [row for row in grid.rows if row.key or _STOCK.search(row.label)]
            found = [(row, c, item) for row in stock for c, item in columns.items()]
        else:
            found = [(row, min(row.cells), row.label) for row in _type_rows(grid)]
        for row, column, item in found:
            if column in row.cells and (row.key, item) not in seen:
                seen.add((row.key, item))
                yield grid, row, column, item


def _everything(book: Workbook) -> Iterator[tuple[Grid, GridRow, int, str]]:
    """Every figure of every sheet, addressed by sheet, label and column."""
    for grid in ba_sheet.grids(book):
        for row in grid.rows:
            for column in row.cells:
                header = " | ".join(grid.columns.get(column, ()))
                yield (
                    grid,
                    row,
                    column,
                    f"{grid.sheet} | {' | '.join(row.path)} | {header}".rstrip(" |"),
                )
