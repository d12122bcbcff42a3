"""Bundesagentur für Arbeit, "Arbeitsmarkt kommunal": one workbook per municipality, five years side by side.

Sheet ``Daten``: the region stands in one line above the table (``06440011 Hirzenhain (Gebietsstand im Jahr
2024)``); years stand in the row that begins with "Merkmale"; sections are headings with a line break; a
label stands in column A for the total and in column B for its parts. Everything is found by its label.
Annual means are fractional; ``*`` is suppressed; a zero that the format shows as ``-`` is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import PipelineError
from pipeline.indicators.readers.model import SIGNS, VALUE, Cell, Table, Wanted, squeeze, wanted
from pipeline.indicators.readers.workbook import Row, Workbook, cell_name

KIND = "ba_arbeitsmarkt_kommunal"
TITLE = "Arbeitsmarkt kommunal"
PUBLISHER = "Statistik der Bundesagentur für Arbeit"
LICENCE = "© Statistik der Bundesagentur für Arbeit, Nutzung mit Quellenangabe"
SHEET = "Daten"
_REGION = re.compile(r"(\d{8}|\d{5}|\d{2})\s+(.+?)\s*\((Gebietsstand[^)]*)\)$")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
_CREATED = re.compile(r"(\d{1,2})\. (\w+) (\d{4})$")
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
    rows = book.rows(SHEET)
    where = f"{book.name}, sheet {SHEET}"
    region, name, status = _region(rows, where)
    head = next((i for i, row in enumerate(rows) if row and squeeze(row[0]) == "Merkmale"), None)
    if head is None:
        raise _missing("the row of years, which begins with 'Merkmale',", where)
    years = {c: int(v) for c, v in enumerate(rows[head]) if c > 1 and _is_year(v)}
    if not years:
        raise _missing("the years behind 'Merkmale'", f"{where}, row {head + 1}")
    found = list(_cells(rows, head, years, region, where))
    if not found:
        raise _missing("any figure below the years", f"{where}, row {head + 1}")

    def cells(regions: Wanted) -> Iterator[Cell]:
        return iter(found if wanted(region, regions) else [])

    title = f"{TITLE} {max(years.values())}, {name}"
    notes = (status, *_notes(rows))
    stand = _created(book)
    return Table(KIND, TITLE, title, PUBLISHER, LICENCE, cells, stand, {region: name}, notes)


def _missing(what: str, where: str) -> PipelineError:
    return PipelineError(
        f"{what} is missing",
        where,
        "the layout of the workbook is not the one that is known",
        "check that this is 'Arbeitsmarkt kommunal'; if the publisher changed it, report this message",
    )


def _region(rows: list[Row], where: str) -> tuple[str, str, str]:
    for row in rows[:12]:
        for value in row:
            match = _REGION.match(squeeze(value))
            if match:
                return match[1], match[2], match[3]
    raise _missing("the line '<AGS> <name> (Gebietsstand …)'", where)


def _is_year(value: object) -> bool:
    return isinstance(value, int | float) and 1990 <= value <= 2100 and float(value).is_integer()


def _cells(
    rows: list[Row], head: int, years: dict[int, int], region: str, where: str
) -> Iterator[Cell]:
    section = ""
    for r in range(head + 1, len(rows)):
        row = rows[r]
        values = {c: row[c] for c in years if c < len(row) and row[c] != ""}
        first, second = squeeze(row[0]), squeeze(row[1]) if len(row) > 1 else ""
        if first.startswith(("*)", "©")) or (len(values) == 1 and "©" in str([*values.values()])):
            break
        if not values:
            section = first or section
            continue
        label = second or first
        if not label:
            if _column_numbers(values):
                continue
            raise _missing("the label of a row with figures", f"{where}, row {r + 1}")
        if not section:
            raise _missing("the heading of the first section", f"{where}, row {r + 1}")
        for c, year in years.items():
            place = f"{SHEET}!{cell_name(r, c)}"
            value, status = _value(
                row[c] if c < len(row) else "", f"{where}, cell {cell_name(r, c)}"
            )
            unit = "Personen"
            yield Cell(
                region, _period(section, year), f"{section} | {label}", value, status, unit, place
            )


def _column_numbers(values: dict[int, object]) -> bool:
    return [*values.values()] == list(range(1, len(values) + 1))


def _period(section: str, year: int) -> str:
    day = _DAY.search(section)
    return f"{year}-{day[2]}-{day[1]}" if day else str(year)


def _value(raw: object, where: str) -> tuple[float | None, str]:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw), VALUE
    text = squeeze(raw)
    if text in SIGNS:
        return None, SIGNS[text]
    if text == "":
        return None, "not_available"
    raise PipelineError(f"'{text}' is neither a number nor a known sign", where, hint="report this")


def _notes(rows: list[Row]) -> Iterator[str]:
    return (squeeze(row[0]) for row in rows if row and str(row[0]).startswith("*)"))


def _created(book: Workbook) -> str | None:
    """The day on which the office made the file (sheet Impressum), ISO."""
    if "Impressum" not in book.sheets:
        return None
    for row in book.rows("Impressum"):
        if row and squeeze(row[0]).startswith("Erstellungsdatum"):
            match = _CREATED.match(squeeze(row[1]))
            if match and match[2] in _MONTHS:
                return f"{match[3]}-{_MONTHS.index(match[2]) + 1:02d}-{int(match[1]):02d}"
    return None
