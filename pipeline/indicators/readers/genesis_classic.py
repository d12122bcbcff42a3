"""GENESIS data bases (Regionalstatistik, GENESIS-Online, Zensus): the classic table export as CSV.

``;``-separated, usually Windows-1252, decimal comma. The first line names the table
(``Tabelle: 13211-02-05-4`` or ``GENESIS-Tabelle: …``), the title takes a variable
number of lines, then come header rows that begin ``;;;`` (the last of them holds the units), then rows
``period;key;name;values …`` (a table by age has the age group before its values), up to a line of
underscores; notes, the licence and the date (``Stand: dd.mm.yyyy / hh:mm:ss``) follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import PipelineError
from pipeline.indicators.readers import textfile
from pipeline.indicators.readers.model import (
    Cell,
    Table,
    Wanted,
    iso_period,
    no_figure,
    parse,
    shown,
    squeeze,
    wanted,
)

KIND = "genesis_classic"
PUBLISHER = "Statistische Ämter des Bundes und der Länder, Regionaldatenbank Deutschland"
LICENCE = "dl-de/by-2-0"
_HEAD = re.compile(r"\ufeff?\"?(?:GENESIS-)?Tabelle: *([0-9A-Z-]+)")
_REGION = re.compile(r"(DG|\d{2}|\d{3}|\d{5}|\d{8}|\d{12})$")
_STAND = re.compile(r"Stand: *(\d\d)\.(\d\d)\.(\d{4})")
_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})$")
_YEAR = re.compile(r"(\d{4})$")
_END = "__________"


def matches(text: str) -> bool:
    """Whether a text begins like a classic table."""
    return bool(_HEAD.match(text[:200]))


def read(text: str, name: str) -> Table:
    """Understand one table.

    Args:
        text: the decoded file.
        name: how messages call it.

    Raises:
        PipelineError: no header rows, no data rows, no end mark (the file was cut off), a row with
            another number of columns than the header, or a cell that is neither number nor sign.
    """
    found = _HEAD.match(text)
    if found is None:
        raise PipelineError("this is not a GENESIS table", name, hint="export the table as CSV")
    body, end, tail = text.partition(f"\n{_END}")
    if not end:
        raise PipelineError(
            "the table has no end mark (a line of underscores)",
            name,
            "the download was cut off, or the file was edited",
            "download the file again",
        )
    rows = textfile.rows(body, name)
    first = next((i for i, row in enumerate(rows) if _is_header(row)), None)
    start = next(
        (i for i, row in enumerate(rows) if first is not None and i > first and _is_data(row)), None
    )
    if first is None or start is None:
        raise PipelineError(
            "the table has no header rows (beginning with ';;;') or no rows of figures",
            name,
            hint="export the whole table with regions in rows",
        )
    width = len(rows[start])
    begin = _first_value(rows[start - 1], width)
    items = _items(rows[first:start], begin, width)
    units = [squeeze(u) for u in rows[start - 1][begin:width]]
    if start - first == 1:  # one row of labels alone says nothing of units
        units = [""] * len(units)
    data = [(i, row) for i, row in enumerate(rows[start:], start=start + 1) if any(row)]
    _check_widths(data, width, name)
    title = " ".join(squeeze(row[0]) for row in rows[1:first] if row and row[0].strip())
    stand = _STAND.search(tail)

    def cells(regions: Wanted) -> Iterator[Cell]:
        for line, row in data:
            region = region_of(row[1])
            if not wanted(region, regions):
                continue
            period = _period(row[0], f"{name}, line {line}")
            kind = "".join(f" | {squeeze(text)}" for text in row[3:begin])
            for i, item in enumerate(items):
                result = parse(row[begin + i])
                where = f"line {line}, column {begin + 1 + i}"
                if result is None:
                    raise no_figure(row[begin + i], f"{name}, {where}")
                yield Cell(region, period, f"{item}{kind}", *result, units[i], where)

    names = {region_of(row[1]): row[2].strip() for _, row in data}
    return Table(
        KIND, found[1], title, PUBLISHER, LICENCE, cells,
        f"{stand[3]}-{stand[2]}-{stand[1]}" if stand else None, names, _notes(tail),
    )  # fmt: skip


def region_of(code: str) -> str:
    """A key of these tables as AGS: Hamburg and Berlin are ``02`` and ``11``, Germany is ``DG``."""
    code = code.strip()
    return code[:5] + code[9:] if len(code) == 12 else code


def _is_header(row: list[str]) -> bool:
    return len(row) > 3 and not any(row[:3]) and any(row[3:])


def _is_data(row: list[str]) -> bool:
    return len(row) > 3 and bool(row[0].strip()) and bool(_REGION.match(row[1].strip()))


def _first_value(units: list[str], width: int) -> int:
    """The first column with figures; before it, behind the region, may stand a group of each row.

    ``31.12.2024;06440;Wetteraukreis;unter 3 Jahre;7865;…`` has one such column: no unit stands over it.
    """
    return next((i for i in range(3, width) if i < len(units) and units[i].strip()), 3)


def _items(header: list[list[str]], begin: int, width: int) -> list[str]:
    """Header labels of each column from the top down; the last row holds units and is left out."""
    labels = header[:-1] or header
    items = []
    for column in range(begin, width):
        parts: list[str] = []
        for row in labels:
            part = squeeze(row[column]) if column < len(row) else ""
            if part and part not in parts[-1:]:
                parts.append(part)
        items.append(" | ".join(parts))
    return items


def _check_widths(data: list[tuple[int, list[str]]], width: int, name: str) -> None:
    for line, row in data:
        what = ""
        if len(row) != width:
            what = f"the row has {len(row)} columns instead of {width}"
        elif not _REGION.match(row[1].strip()):
            what = (
                f"'{row[1].strip()}' is no regional key (a spreadsheet program drops leading zeros)"
            )
        if what:
            raise PipelineError(
                what, f"{name}, line {line}", hint="download the file again; do not edit it"
            )


def _period(text: str, where: str) -> str:
    text = text.strip()
    day = _DAY.match(text)
    parts = (day[3], day[2], day[1]) if day else (text,) if _YEAR.match(text) else None
    period = iso_period(*parts) if parts else None
    if period is None:
        raise PipelineError(
            f"'{shown(text)}' is not a year or a day", where, hint="export one row per year"
        )
    return period


def _notes(tail: str) -> tuple[str, ...]:
    text = tail.lstrip("_").strip().replace('""', '"').strip('"')
    return tuple(squeeze(p) for p in re.split(r"\n\s*\n", text) if p.strip())
