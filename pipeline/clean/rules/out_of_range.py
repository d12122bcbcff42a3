"""Codes that the questionnaire does not have, and numbers and dates that cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np

from pipeline.clean.case import TICK, Case, Mask, Variable
from pipeline.clean.spelling import YES_NO, day, number

RULE = "out_of_range"
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?")


def run(case: Case) -> None:
    """Set them missing (shown, unanswered), by variable."""
    for variable in case.variables.values():
        if variable.kind == "text":
            continue
        wrong = _wrong(case, variable)
        note = f"Ungültige Werte ({_expected(variable)})"
        case.set_missing(RULE, variable.name, wrong, "", note)


def _wrong(case: Case, variable: Variable) -> Mask:
    cells = case.cells[variable.name]
    if variable.kind == "numeric":
        return _where(cells, lambda cell: not _in_range(cell, variable))
    if variable.kind == "date":
        return _where(cells, lambda cell: not _is_date(cell))
    valid = {TICK} if variable.kind == "multiple" else set(variable.codes)
    if variable.kind != "multiple" and variable.yes_no:
        valid |= set(YES_NO)
    return _where(cells, lambda cell: cell not in valid)


def _where(cells: np.ndarray, test: Callable[[str], bool]) -> Mask:
    return np.fromiter((bool(cell) and test(cell) for cell in cells), bool, len(cells))


def _in_range(cell: str, variable: Variable) -> bool:
    found = number(cell) if _NUMBER.fullmatch(cell.strip()) else None
    if found is None:
        return False
    above = variable.low is None or found >= variable.low
    return above and (variable.high is None or found <= variable.high)


def _is_date(cell: str) -> bool:
    try:
        date.fromisoformat(day(cell))
    except ValueError:
        return False
    return True


def _expected(variable: Variable) -> str:
    if variable.kind == "date":
        return "kein Datum"
    if variable.kind != "numeric":
        return "unbekannter Code"
    if variable.low is None and variable.high is None:
        return "keine Zahl"
    low = "" if variable.low is None else f"{variable.low:g}"
    high = "" if variable.high is None else f"{variable.high:g}"
    return f"nicht zwischen {low} und {high}" if low and high else "außerhalb des Bereichs"
