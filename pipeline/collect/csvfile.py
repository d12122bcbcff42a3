"""CSV files through a column map; the separator is found, or said in the map."""

from __future__ import annotations

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.collect import columnmap
from pipeline.collect.raw import Answer
from pipeline.collect.rules import Rules
from pipeline.errors import Fault, PipelineError


def read(
    path: Path,
    columns: Path,
    variables: Sequence[str],
    name: str,
    rules: Mapping[str, Rules] | None = None,
) -> list[Answer]:
    """All rows of a file whose first row is headings.

    Args:
        path: the file.
        columns: the column map, see :mod:`pipeline.collect.columnmap`; ``delimiter`` and ``encoding``
            (UTF-8 by default) may stand there.
        variables: the codebook's variables.
        name: how the source is called in messages and in the raw table.
        rules: what the codebook allows, by variable.

    Raises:
        PipelineError: unreadable or empty file; headings that stand twice; rows of another length than the
            headings; faults of the map.
    """
    plan = columnmap.load(columns, variables, rules)
    where = name
    try:
        text = path.read_bytes().decode(plan.encoding)
    except OSError as error:
        raise PipelineError(f"the file cannot be read ({error.strerror})", where) from None
    except (UnicodeError, LookupError):
        likely = (
            "utf-16" if path.read_bytes().startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "cp1252"
        )
        raise PipelineError(
            f"the file is not written in {plan.encoding}",
            where,
            hint=f"add `encoding: {likely}` to the column map",
        ) from None
    delimiter = plan.delimiter or _delimiter(text.split("\n", 1)[0])
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    headings = next(reader, [])
    _check(headings, plan, where)
    rows: list[dict[str, str | None]] = []
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(headings):
            raise PipelineError(
                f"this row has {len(cells)} cells, the headings {len(headings)}",
                f"{where}, line {reader.line_num}",
                hint=f"check quotes, and the separator (read with {delimiter!r})",
            )
        rows.append(dict(zip(headings, cells, strict=True)))
    return columnmap.answers(rows, plan, name, where)


def _check(headings: Sequence[str], plan: columnmap.ColumnMap, where: str) -> None:
    """Refuse a file without headings, and one in which a heading that the map names stands twice."""
    if not headings:
        raise PipelineError("the file is empty", where, hint="export it again, with headings")
    twice = [name for name in plan.sources if headings.count(name) > 1]
    if twice:
        raise PipelineError.of(
            [
                Fault(
                    f"{headings.count(name)} columns are called '{name}'",
                    where,
                    "nobody could tell which of them the column map means",
                    "give them different headings, and name the right one in the map",
                )
                for name in twice
            ]
        )


def _delimiter(heading: str) -> str:
    return max(";,\t|", key=heading.count)
