"""SPSS files (``.sav``, ``.zsav``) through a column map.

User-missing codes stay codes, for the map says what they mean. Where it translates nothing, as with numbers,
what the file declares missing is no answer: 99 would else be 99 hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.collect import columnmap
from pipeline.collect.raw import Answer
from pipeline.collect.rules import Rules
from pipeline.errors import PipelineError


def read(
    path: Path,
    columns: Path,
    variables: Sequence[str],
    name: str,
    rules: Mapping[str, Rules] | None = None,
) -> list[Answer]:
    """All cases of a file.

    Args:
        path: the ``.sav`` or ``.zsav`` file.
        columns: the column map, see :mod:`pipeline.collect.columnmap`.
        variables: the codebook's variables.
        name: how the source is called in messages and in the raw table.
        rules: what the codebook allows, by variable.

    Raises:
        PipelineError: unreadable file; faults of the map or of codes.
    """
    import pyreadstat

    plan = columnmap.load(columns, variables, rules)
    try:
        cells, meta = pyreadstat.read_sav(str(path), user_missing=True, output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError) as error:
        raise PipelineError(
            "the SPSS file cannot be read", name, str(error)[:200],
            "check the path; save the file again as .sav",
        ) from None  # fmt: skip
    headings = list(cells)
    rows = [
        dict(zip(headings, map(_text, values), strict=True))
        for values in zip(*cells.values(), strict=True)
    ]
    for column in _of_numbers(plan):
        for row in rows:
            code = row.get(column)
            if code is not None and _is_missing(meta, column, code):
                row[column] = None
    numbers = [c for c, kind in meta.readstat_variable_types.items() if kind != "string"]
    return columnmap.answers(
        rows, plan, name, name, lambda *code: _said(meta, *code), numbers=numbers
    )


def _of_numbers(plan: columnmap.ColumnMap) -> set[str]:
    """Columns of the file that hold numbers as they are."""
    return {
        column.source
        for variable, column in plan.columns.items()
        if column.values is None
        and variable in plan.rules
        and plan.rules[variable].kind == "numeric"
    }


def _said(meta: Any, column: str, code: str) -> str:
    """What the file calls a code, and whether it declares it missing."""
    labels = {
        _text(value): text for value, text in (meta.variable_value_labels.get(column) or {}).items()
    }
    said = f"the file calls it “{labels[code]}”" if code in labels else ""
    if _is_missing(meta, column, code):
        return said + (" and " if said else "the file ") + "declares it missing"
    return said


def _is_missing(meta: Any, column: str, code: str) -> bool:
    """Whether the file declares a code user-missing."""
    try:
        number: Any = float(code)
    except ValueError:
        number = code
    return any(
        isinstance(span["lo"], str) == isinstance(number, str)
        and span["lo"] <= number <= span["hi"]
        for span in meta.missing_ranges.get(column) or ()
    )


def _text(cell: Any) -> str | None:
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is SPSS's system-missing
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(float(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
