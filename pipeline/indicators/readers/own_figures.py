"""Figures that an analyst enters by hand: municipal register, youth office, data sheet of the job centre.

``data/input/eigene_angaben.csv``: UTF-8, ``;``, German columns. A figure without source, date and
definition is refused, because nobody could cite it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.errors import Fault, PipelineError
from pipeline.indicators.readers import textfile
from pipeline.indicators.readers.model import parse

COLUMNS = (
    "kennzahl", "region", "wert", "einheit", "stichtag", "quelle", "definition", "angenommen", "bemerkung",
)  # fmt: skip
_REQUIRED = ("kennzahl", "region", "wert", "einheit", "stichtag", "quelle", "definition")
_REGION = re.compile(r"(DG|\d{2}|\d{5}|\d{8})$")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_YES_NO = {"ja": True, "nein": False, "": False}


@dataclass(frozen=True)
class OwnFigure:
    """One figure with everything that a citation needs.

    Attributes:
        indicator: id of the catalogue.
        region: AGS or ``DG``.
        value: number in ``unit``, None when a sign was entered; ``status`` says which.
        period: ISO day, month or year.
        assumed: a placeholder; every document then says "angenommen".
        line: of the file, from 1.
    """

    indicator: str
    region: str
    value: float | None
    status: str
    unit: str
    period: str
    source: str
    definition: str
    assumed: bool
    note: str
    line: int


def read(text: str, name: str) -> list[OwnFigure]:
    """Understand the file; empty lines and lines that begin with ``#`` are skipped.

    Raises:
        PipelineError: all faults at once, each with line and column.
    """
    head: list[str] | None = None
    figures: list[OwnFigure] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in textfile.numbered_rows(text.lstrip("\ufeff"), name):
        if not any(cell.strip() for cell in row) or row[0].startswith("#"):
            continue
        if head is None:
            head = [cell.strip().lower() for cell in row]
            _check_head(head, f"{name}, line {number}")
            continue
        where = f"{name}, line {number}"
        entry = dict(zip(head, (cell.strip() for cell in row), strict=False))
        found = _check(entry, where)
        if len(row) > len(head):
            found.append(
                Fault(f"the row has {len(row)} columns", where, "", "quote text that holds ';'")
            )
        if found:
            faults += found
            continue
        figure = _figure(entry, number)
        key = (figure.indicator, figure.region, figure.period)
        if key in seen:
            faults.append(
                Fault(
                    f"the figure '{figure.indicator}' for {figure.region}, {figure.period} stands twice",
                    where,
                    f"the first one is on line {seen[key]}",
                    "remove one of them",
                )
            )
        seen.setdefault(key, figure.line)
        figures.append(figure)
    if faults:
        raise PipelineError.of(faults)
    return figures


def _check_head(head: list[str], where: str) -> None:
    missing = [column for column in _REQUIRED if column not in head]
    if missing:
        other = next((sign for sign in ",\t" if len(head) == 1 and sign in head[0]), None)
        raise PipelineError(
            f"columns are missing: {', '.join(missing)}",
            where,
            "the columns are not separated by semicolons" if other else "",
            f"the first line must be: {';'.join(COLUMNS)}",
        )


def _check(entry: dict[str, str], where: str) -> list[Fault]:
    faults = [
        Fault(
            f"'{column}' is empty", where, "a figure that cannot be cited is not used", "fill it in"
        )
        for column in _REQUIRED
        if not entry.get(column)
    ]
    valid = {
        "region": bool(_REGION.match(entry.get("region", ""))),
        "wert": _is_count(entry.get("wert", "")),
        "stichtag": _period(entry.get("stichtag", "")) is not None,
        "angenommen": entry.get("angenommen", "").lower() in _YES_NO,
    }
    faults += [
        Fault(f"'{entry[column]}' is no valid {column}", where, "", _advice(column, entry[column]))
        for column, good in valid.items()
        if not good and entry.get(column)
    ]
    return faults


def _is_count(text: str) -> bool:
    found = parse(text)
    return found is not None and (found[0] is None or found[0] >= 0)


def _advice(column: str, given: str) -> str:
    if column == "region" and re.fullmatch(r"\d|\d{4}|\d{7}", given):
        return f"a spreadsheet program dropped the leading zero: write 0{given} (format the column as text)"
    return {
        "region": "write the AGS (2, 5 or 8 digits) or DG",
        "wert": "write a number like 1.234,5 (not below zero) or a sign (* . - /)",
        "stichtag": "write 2025-12-31, 31.12.2025 or 2025",
        "angenommen": "write ja or nein",
    }[column]


def _period(text: str) -> str | None:
    german = _GERMAN_DAY.match(text)
    if german:
        text = f"{german[3]}-{int(german[2]):02d}-{int(german[1]):02d}"
    if not re.match(r"(19[5-9]|20|21)\d", text):
        return None
    if re.match(r"\d{4}(-(0[1-9]|1[0-2]))?$", text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _figure(entry: dict[str, str], line: int) -> OwnFigure:
    value, status = parse(entry["wert"]) or (None, "not_available")
    return OwnFigure(
        indicator=entry["kennzahl"],
        region=entry["region"],
        value=value,
        status=status,
        unit=entry["einheit"],
        period=_period(entry["stichtag"]) or "",
        source=entry["quelle"],
        definition=entry["definition"],
        assumed=_YES_NO[entry.get("angenommen", "").lower()],
        note=entry.get("bemerkung", ""),
        line=line,
    )
