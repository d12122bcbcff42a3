"""GENESIS data bases: the flat-file CSV (``ffcsv``), one row per figure, in its current and its old layout.

Current: ``statistics_code;statistics_label;time_code;time_label;time;`` then four columns per variable
(``1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label``) and
``value;value_unit;value_variable_code;value_variable_label[;value_q]``. Old:
``Statistik_Code;…;Zeit;1_Merkmal_Code;…`` and one column ``CODE__Label__Unit`` per figure. Rows come in any
order; a total has an empty attribute code; the regional variable can be any of them; one figure may come
in several units. Decimal comma in German files, point in English ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import PipelineError
from pipeline.indicators.readers import textfile
from pipeline.indicators.readers.model import (
    SIGNS,
    UNRELIABLE,
    VALUE,
    Cell,
    Table,
    Wanted,
    iso_period,
    no_figure,
    shown,
    wanted,
)

KIND = "genesis_ffcsv"
LICENCE = "dl-de/by-2-0"
_OFFICES = "Statistische Ämter des Bundes und der Länder"
# The code's form says from which data base a table is.
PUBLISHERS = (
    (re.compile(r"\d{4}[A-Z]"), f"{_OFFICES}, Zensusdatenbank"),
    (re.compile(r"\d{5}-\d{4}$"), "Statistisches Bundesamt (Destatis), GENESIS-Online"),
    (re.compile(r"\d{5}-"), f"{_OFFICES}, Regionaldatenbank Deutschland"),
    (re.compile(""), _OFFICES),
)
_CURRENT = "statistics_code;"
_OLD = ("Statistik_Code;", "Statistics_Code;")
_REGIONAL = re.compile(r"(DINSG|DLAND|BULAND|REGBEZ|STATREG|KREISE|GEMEIN|GEO[A-Z]{2,3}\d*)", re.I)
_KEY = re.compile(r"(DG|\d{2}|\d{3}|\d{5}|\d{8}|\d{12})$")
_TABLE = re.compile(r"(\d{5}(?:-[0-9A-Z]+)+|\d{4}[A-Z]-\d{4})")
_NUMBER = re.compile(r"-?\d{1,18}(?:[.,]\d+)?$", re.A)
_ISO = re.compile(r"\d{4}(-\d\d){0,2}$", re.A)
_GERMAN_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})$")


def matches(text: str) -> bool:
    """Whether a text begins like a flat file of either layout."""
    start = text[:40].lstrip("\ufeff").replace('"', "")
    return start.startswith((_CURRENT, *_OLD))


@dataclass(frozen=True)
class _Layout:
    """Where the columns are: time, code and attribute (code, label) of each variable, value columns."""

    time: int
    statistic: int
    title: int
    variables: list[tuple[int, int, int]]
    values: list[tuple[int, str, str]]  # column, figure, unit (old layout)
    current: tuple[int, int, int] | None  # figure, unit, value (current layout)


def read(text: str, name: str) -> Table:
    """Understand one flat file.

    Args:
        text: the decoded file.
        name: how messages call it; a table's code in it (``12411-01-01-4_…``) becomes the table's code.

    Raises:
        PipelineError: columns are missing, no variable is regional, or a row has the wrong width.
    """
    rows = textfile.rows(text.lstrip("\ufeff"), name)
    head = rows[0] if rows else []
    layout = _layout(head, name)
    data = [(i, row) for i, row in enumerate(rows[1:], start=2) if row]
    if not data:
        raise PipelineError(
            "the table has no rows", name, hint="check the choice of regions and years"
        )
    for line, row in data:
        if len(row) != len(head):
            raise PipelineError(
                f"the row has {len(row)} columns, the head has {len(head)}",
                f"{name}, line {line}",
                hint="the download was cut off; download the file again",
            )
    regional = _regional([row for _, row in data], layout, name)
    units = _units(data, layout)

    def cells(regions: Wanted) -> Iterator[Cell]:
        attribute = layout.variables[regional][1]
        for line, row in data:
            region = region_of(row[attribute])
            if wanted(region, regions):
                where = f"line {line}"
                dimensions = [v for i, v in enumerate(layout.variables) if i != regional]
                suffix = "".join(
                    f" | {row[c]}={row[a]}"
                    for c, a, _ in sorted(dimensions, key=lambda v: row[v[0]])
                    if row[a]
                )
                period = _period(row[layout.time], f"{name}, {where}")
                for figure, unit, raw in _figures(row, layout):
                    value, status = _value(raw, f"{name}, {where}")
                    item = f"{figure}{f' [{unit}]' if len(units[figure]) > 1 else ''}{suffix}"
                    yield Cell(region, period, item, value, status, unit, where)

    names = {
        region_of(row[v[1]]): row[v[2]].strip()
        for _, row in data
        for v in [layout.variables[regional]]
    }
    statistic = data[0][1][layout.statistic]
    found = _TABLE.search(name)
    code = found[1] if found else statistic
    publisher = next(office for form, office in PUBLISHERS if form.match(code))
    return Table(
        KIND, code, data[0][1][layout.title], publisher, LICENCE, cells,
        names=names, aliases=(statistic,),
    )  # fmt: skip


def region_of(code: str) -> str:
    """A regional attribute as AGS: a total is Germany, 12 digits are shortened."""
    code = code.strip() or "DG"
    return code[:5] + code[9:] if len(code) == 12 else code


def _layout(head: list[str], name: str) -> _Layout:
    lower = {column.strip().lower(): i for i, column in enumerate(head)}

    def first(*names: str) -> int:
        for column in names:
            if column in lower:
                return lower[column]
        raise PipelineError(
            f"the column '{names[0]}' is missing",
            f"{name}, line 1",
            hint="export the table again as flat-file CSV (ffcsv)",
        )

    current = None
    if "value" in lower:
        current = (first("value_variable_code"), first("value_unit"), first("value"))
    variables = []
    k = 1
    while any(f"{k}_{word}_code" in lower for word in ("variable", "merkmal")):
        variables.append(
            (
                first(f"{k}_variable_code", f"{k}_merkmal_code"),
                first(f"{k}_variable_attribute_code", f"{k}_auspraegung_code"),
                first(f"{k}_variable_attribute_label", f"{k}_auspraegung_label"),
            )
        )
        k += 1
    values: list[tuple[int, str, str]] = []
    if current is None:
        for i, column in enumerate(head):
            parts = column.split("__")
            if len(parts) >= 2:
                values.append((i, parts[0], parts[2] if len(parts) > 2 else ""))
    if not variables or not (values or current):
        raise PipelineError(
            "no columns with variables or values", f"{name}, line 1", hint="export as ffcsv"
        )
    return _Layout(
        first("time", "zeit"), first("statistics_code", "statistik_code"),
        first("statistics_label", "statistik_label"), variables, values, current,
    )  # fmt: skip


def _regional(rows: list[list[str]], layout: _Layout, name: str) -> int:
    """Which variable holds regions: known by its code, else the only one whose attributes are all keys."""
    candidates = []
    for i, (code, attribute, _) in enumerate(layout.variables):
        keys = {row[attribute].strip() for row in rows}
        wrong = next((key for key in sorted(keys) if key and not _KEY.match(key)), None)
        if wrong is not None and any(map(str.isdigit, keys)) and _REGIONAL.match(rows[0][code]):
            raise PipelineError(
                f"'{shown(wrong)}' is no regional key", name,
                "a spreadsheet program has saved the file and dropped leading zeros",
                "add the file as it was downloaded",
            )  # fmt: skip
        if any(keys) and all(not key or _KEY.match(key) for key in keys):
            candidates.append((not _REGIONAL.match(rows[0][code]), i))
    if candidates:
        return min(candidates)[1]
    raise PipelineError(
        "none of the table's variables is regional",
        name,
        hint="export a table that has regions (DINSG, KREISE, GEMEIN …)",
    )


def _units(data: list[tuple[int, list[str]]], layout: _Layout) -> dict[str, set[str]]:
    units: dict[str, set[str]] = {}
    for _, row in data:
        for figure, unit, _ in _figures(row, layout):
            units.setdefault(figure, set()).add(unit)
    return units


def _figures(row: list[str], layout: _Layout) -> Iterator[tuple[str, str, str]]:
    if layout.current:
        figure, unit, value = layout.current
        yield row[figure], row[unit], row[value]
        return
    for column, code, its_unit in layout.values:
        yield code, its_unit, row[column]


def _period(text: str, where: str) -> str:
    """A day or month as ISO; what is neither (``2023/24``) stays as it is."""
    text = text.strip()
    day = _GERMAN_DAY.match(text)
    parts = (day[3], day[2], day[1]) if day else tuple(text.split("-"))
    if not (day or _ISO.match(text)):
        return text
    period = iso_period(*parts)
    if period is None:
        raise PipelineError(f"'{shown(text)}' is no day", where, hint="download the file again")
    return period


def _value(raw: str, where: str) -> tuple[float | None, str]:
    text = raw.strip()
    if text in SIGNS:
        return None, SIGNS[text]
    if not text:
        return None, "not_available"
    body, status = (text[1:-1], UNRELIABLE) if text.startswith("(") else (text, VALUE)
    if not _NUMBER.match(body):
        raise no_figure(text, where)
    return float(body.replace(",", ".")), status
