"""Read what cells of an official sheet say: labels, footnote marks, periods, figures and signs."""

from __future__ import annotations

import re
from datetime import date, datetime

from pipeline.indicators.readers.model import SIGNS, squeeze
from pipeline.indicators.readers.workbook import CellValue

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_MONTH = re.compile(
    r"\b(Jan|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zäöü]*\.?\s+((?:19|20)\d\d)\b"
)
_DAY = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SHARE = re.compile(r"^\d{1,3}(?:[.,]\d+)?\s?%(?:\s+|$)")
_FOOTNOTE = re.compile(r"\s*(?:\d{1,2}\)[\s,]*)+$")
PARTS = re.compile(r"(?:dar\.|dav\.|darunter|davon|dar\.:|dav\.:)\s*", re.I)


def period_of(text: str) -> str | None:
    """The first day, month or year that a text names, ISO (``Juni 2026`` is ``2026-06``)."""
    day = _DAY.search(text)
    if day and 1 <= int(day[2]) <= 12:
        return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    month = _MONTH.search(text)
    if month:
        name = month[1].lower().replace("mrz", "mär")
        return f"{month[2]}-{_MONTHS.index(name) + 1:02d}"
    year = _YEAR.search(text)
    return year[1] if year else None


def clean_label(text: str) -> str:
    """A label without footnote marks (``Bedarfsgemeinschaften (BG) 1)``) and lead words (``dar.``, ``dav.``).

    A share before it (``53,9 % Männer``) changes every month and is left out, too.
    """
    label = _SHARE.sub("", _FOOTNOTE.sub("", squeeze(text)))
    return PARTS.sub("", label, count=1) if PARTS.match(label) else label


def text_of(cell: CellValue) -> str:
    """A cell as one line of text; dates as ``dd.mm.yyyy``, the first of a month as ``Jun 2026``."""
    if isinstance(cell, datetime | date):
        if cell.day == 1:  # how spreadsheets hold a month
            return f"{_MONTHS[cell.month - 1].capitalize()} {cell.year}"
        return f"{cell.day:02d}.{cell.month:02d}.{cell.year}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return squeeze(cell)


def is_number(cell: CellValue) -> bool:
    """Whether a cell holds a number."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_value(cell: CellValue) -> bool:
    """Whether a cell holds a number or a sign in place of one."""
    return is_number(cell) or (isinstance(cell, str) and cell.strip() in SIGNS)
