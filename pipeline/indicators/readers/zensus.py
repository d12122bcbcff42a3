"""Zensus 2022, regional tables: one row per region, one column per characteristic; as CSV or as workbook.

UTF-8 with BOM, ``;``; the region stands in ``_RS`` as 00 (Germany), 2 (Land), 3 (administrative district),
5 (county), 9 (association of municipalities) or 12 digits (municipality, ARS). Missing is an en dash, ``/``
or ``.``. The office perturbs cells (cell key method), so that parts need not add up to their total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.indicators.readers.model import (
    Cell,
    Table,
    Wanted,
    iso_period,
    no_figure,
    parse,
    wanted,
)
from pipeline.indicators.readers.workbook import CellValue, Workbook

# A column that only this table has -> kind, title, unit.
KINDS = {
    "HHTYP_FAM__4": ("zensus_haushalte", "Regionaltabelle Haushalte", "Haushalte"),
    "Alter_infr__01": ("zensus_demografie", "Regionaltabelle Demografie", "Personen"),
    "ERWERBSTAT_KURZ_STP": ("zensus_erwerb", "Regionaltabelle Erwerbsstatus", "Personen"),
}
SHEETS = ("CSV-Haushalte", "CSV-Demografie", "CSV-Erwerbsstatus")
PUBLISHER = "Statistische Ämter des Bundes und der Länder, Zensus 2022"
LICENCE = "dl-de/by-2-0"
_FIRST = 4
_LENGTHS = (2, 3, 5, 9, 12)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)$")
_DIGITS = {
    "Bund": 2, "Land": 2, "Regierungsbezirk": 3, "Stadtkreis/kreisfreie Stadt/Landkreis": 5,
    "Gemeindeverband": 9, "Gemeinde": 12,
}  # fmt: skip


def region_of(rs: str) -> str | None:
    """The AGS of a key of the table (``064400008008`` is ``06440008``), None for associations.

    An AGS is Land, district, county and municipality: the first five and the last three digits of the ARS.
    """
    match len(rs):
        case 2:
            return "DG" if rs == "00" else rs
        case 3 | 5:
            return rs
        case 12:
            return rs[:5] + rs[9:]
        case _:
            return None


def is_zensus(first_line: str) -> bool:
    """Whether a file's first line is the head of a regional table."""
    return first_line.lstrip("\ufeff").startswith("Berichtszeitpunkt;_RS;")


def read(text: str, name: str) -> Table:
    """Understand one regional table.

    Args:
        text: the decoded file.
        name: how messages call it.

    Raises:
        PipelineError: not one of the three known tables, or a row with too few columns.
    """
    lines = text.lstrip("\ufeff").rstrip().splitlines()
    head = lines[0].split(";") if lines else []
    found = [known for column, known in KINDS.items() if column in head]
    if not is_zensus(text[:60]) or not found:
        raise PipelineError(
            "this regional table of the Zensus 2022 is not known",
            f"{name}, line 1",
            f"none of the columns {', '.join(KINDS)} is there",
            "add the tables Haushalte, Demografie or Erwerbsstatus",
        )
    kind, title, unit = found[0]
    columns = head[_FIRST:]
    _refuse_cut(lines, len(head), name)

    def cells(regions: Wanted) -> Iterator[Cell]:
        for number, line in enumerate(lines[1:], start=2):
            start = line.find(";") + 1
            region = region_of(line[start : line.find(";", start)])
            if region is None or not wanted(region, regions):
                continue
            parts = line.split(";")
            day = _DAY.match(parts[0])
            if len(parts) != len(head) or day is None:
                raise PipelineError(
                    f"the row has {len(parts)} columns, the head has {len(head)}",
                    f"{name}, line {number}",
                    hint="download the file again",
                )
            period = iso_period(*day.groups())
            if period is None:
                raise PipelineError(
                    f"'{parts[0]}' is no day",
                    f"{name}, line {number}",
                    hint="download the file again",
                )
            for i, item in enumerate(columns, start=_FIRST):
                number_text = parts[i]
                where = f"line {number}, column {i + 1}"
                if number_text.isdecimal() and number_text.isascii():
                    yield Cell(region, period, item, float(number_text), "value", unit, where)
                    continue
                result = parse(number_text)
                if result is None:
                    raise no_figure(number_text, f"{name}, {where}")
                yield Cell(region, period, item, *result, unit, where)

    return Table(kind, title, f"Zensus 2022: {title}", PUBLISHER, LICENCE, cells)


def _refuse_cut(lines: list[str], columns: int, name: str) -> None:
    """Refuse a table that ends within a row, whose keys lost zeros, or that lacks a Land beside Germany."""
    if lines[-1].count(";") + 1 != columns:
        raise PipelineError(
            f"the last row has {lines[-1].count(';') + 1} columns, the head has {columns}",
            f"{name}, line {len(lines)}",
            "the download was cut off",
            "download the file again",
        )
    found = [line.split(";", 2)[1] if ";" in line else "" for line in lines[1:]]
    wrong = next((i for i, key in enumerate(found) if len(key) not in _LENGTHS), None)
    if wrong is not None:
        raise PipelineError(
            f"'{found[wrong]}' is no regional key", f"{name}, line {wrong + 2}",
            "a spreadsheet program has saved the file and dropped leading zeros",
            "add the file as it was downloaded",
        )  # fmt: skip
    keys = {key for key in found if len(key) == 2}
    if "00" in keys and len(keys) < 17:
        raise PipelineError(
            f"the table has only {len(keys) - 1} of 16 Länder", name,
            "the download was cut off, or the file was edited", "download the file again",
        )  # fmt: skip


def read_file(path: Path) -> Table:
    """Read a regional table from disk; see :func:`read`."""
    return read(path.read_text(encoding="utf-8-sig"), path.name)


def sheet_of(book: Workbook) -> str | None:
    """The sheet of a workbook that holds a regional table (``CSV-Haushalte``), None where there is none.

    Of several, as where one workbook has education and employment, that of a known table; such a workbook
    is large, so the sheets that the office names so come first.
    """
    found = None
    for sheet in sorted(book.sheets, key=lambda name: name not in SHEETS):
        if sheet.startswith("CSV") and book.rows(sheet)[:1]:
            head = [str(cell) for cell in book.rows(sheet)[0]]
            if is_zensus(";".join(head)):
                if any(column in head for column in KINDS):
                    return sheet
                found = found or sheet
    return found


def read_workbook(book: Workbook, sheet: str) -> Table:
    """Read the workbook form of a regional table: the same rows on a sheet; see :func:`read`."""
    lines = [";".join(str(cell) for cell in book.rows(sheet)[0])]
    for row in book.rows(sheet)[1:]:
        level = str(row[3])
        texts = [_cell(cell) for cell in row]
        texts[1] = texts[1].zfill(_DIGITS.get(level, 0))  # a spreadsheet may have dropped the zero
        lines.append(";".join(texts))
    return read("\n".join(lines), f"{book.name}, sheet {sheet}")


def _cell(cell: CellValue) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
