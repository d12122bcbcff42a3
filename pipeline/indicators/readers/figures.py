"""Tables of figures as this project embeds them: taken over from official files, source in every row.

A ``;``-separated UTF-8 table, optionally gzipped. Lines that begin with ``#`` say ``key: value`` (kind, code,
title). Columns ``region, name, period, source, licence, retrieved_on``, then one column per item of the
original table, its name unchanged, values and signs as published with a decimal point. Units follow the
item in brackets: ``HHTYP_FAM__4 [Haushalte]``.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.indicators.readers.model import Cell, Table, Wanted, no_figure, parse, wanted

FIXED = ("region", "name", "period", "source", "licence", "retrieved_on")


def read(path: Path) -> Table:
    """Read one table of figures.

    Raises:
        PipelineError: missing head lines or columns, or a cell that is neither number nor sign.
    """
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    lines = text.splitlines()
    meta: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#"):
            break
        key, found, value = line[1:].partition(":")
        if found:
            meta[key.strip()] = value.strip()
    skip = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    missing = [key for key in ("kind", "code", "title") if key not in meta]
    head = next(csv.reader(lines[skip : skip + 1], delimiter=";"), [])
    if missing or tuple(head[: len(FIXED)]) != FIXED:
        raise PipelineError(
            "this is not a table of figures",
            path.name,
            f"missing: {', '.join(missing) or 'columns ' + ', '.join(FIXED)}",
            "restore the file from the project",
        )
    items = [_item(column) for column in head[len(FIXED) :]]
    first = lines[skip + 1].split(";") if len(lines) > skip + 1 else [""] * len(head)

    def cells(regions: Wanted) -> Iterator[Cell]:
        for number, line in enumerate(lines[skip + 1 :], start=skip + 2):
            if not wanted(line[: line.find(";")], regions):
                continue
            row = next(csv.reader([line], delimiter=";"))
            if len(row) != len(head):
                raise PipelineError(
                    f"the row has {len(row)} columns, the head has {len(head)}",
                    f"{path.name}, line {number}",
                    hint="restore the file from the project",
                )
            for (item, unit), cell in zip(items, row[len(FIXED) :], strict=True):
                if cell == "":
                    continue
                result = parse(cell, decimal=".")
                if result is None:
                    raise no_figure(
                        cell, f"{path.name}, line {number}", "restore the file from the project"
                    )
                yield Cell(row[0], row[2], item, *result, unit, f"line {number}")

    return Table(
        meta["kind"], meta["code"], meta["title"], first[3], first[4], cells, first[5] or None
    )


def _item(column: str) -> tuple[str, str]:
    name, _, unit = column.rpartition(" [")
    return (name, unit.rstrip("]")) if name else (column, "")
