"""GENESIS data bases (Regionalstatistik, GENESIS-Online, Zensus): the classic table export as CSV.

``;``-separated, usually Windows-1252, decimal comma. The first line names the table
(``Tabelle: 13211-02-05-4`` or ``GENESIS-Tabelle: …``), the title takes a variable
number of lines, then come header rows that begin ``;;;`` (the last of them holds the units), then rows
``period;key;name;values …``, up to a line of underscores; notes, the licence and the
date (``Stand: dd.mm.yyyy / hh:mm:ss``) follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import PipelineError
from pipeline.indicators.readers import textfile
from pipeline.indicators.readers.model import Cell, Table, Wanted, parse, squeeze, wanted

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
    items = _items(rows[first:start], width)
    units = [squeeze(u) for u in rows[start - 1][3:width]]
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
            for i, item in enumerate(items):
                result = parse(row[3 + i])
                where = f"line {line}, column {4 + i}"
                if result is None:
                    raise PipelineError(
                        f"'{row[3 + i]}' is neither a number nor a known sign", f"{name}, {where}",
                        hint="download the table again and do not edit it",
                    )  # fmt: skip
                yield Cell(region, period, item, *result, units[i], where)

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


def _items(header: list[list[str]], width: int) -> list[str]:
    """Header labels of each column from the top down; the last row holds units and is left out."""
    labels = header[:-1] or header
    items = []
    for column in range(3, width):
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
    if day:
        return f"{day[3]}-{day[2]}-{day[1]}"
    if _YEAR.match(text):
        return text
    raise PipelineError(f"'{text}' is not a year or a day", where, hint="export one row per year")


def _notes(tail: str) -> tuple[str, ...]:
    text = tail.lstrip("_").strip().replace('""', '"').strip('"')
    return tuple(squeeze(p) for p in re.split(r"\n\s*\n", text) if p.strip())
