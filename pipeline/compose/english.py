"""British English numbers, dates and lists as they stand in print; the counterpart of :mod:`german`.

Sources: ONS Service manual (numbers, dates, "%" without space, ranges with "to") and New Hart's Rules (single
quotes, no comma before *and*). No full stop between day, month and year.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from pipeline.compose import german
from pipeline.compose.german import percent_number as percent_number  # noqa: PLC0414 the same everywhere
from pipeline.compose.german import round_half_up, to_hundreds

THIN = "\u202f"
FIXED = "\u00a0"
MINUS = "\u2212"
DASH = "–"
PERCENT = "%"
SEPARATORS = ".,"
SYLLABLES = "en_GB"

_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# What the regions that official figures are compared with are called; counties and towns keep their names.
REGIONS = {
    "Deutschland": "Germany",
    "Bayern": "Bavaria",
    "Hessen": "Hesse",
    "Mecklenburg-Vorpommern": "Mecklenburg-Western Pomerania",
    "Niedersachsen": "Lower Saxony",
    "Nordrhein-Westfalen": "North Rhine-Westphalia",
    "Rheinland-Pfalz": "Rhineland-Palatinate",
    "Sachsen": "Saxony",
    "Sachsen-Anhalt": "Saxony-Anhalt",
    "Thüringen": "Thuringia",
}


def number(value: float, decimals: int = 0) -> str:
    """A number with decimal point, thousands commas and a true minus sign; no trailing zeros.

    Raises:
        ValueError: the value is not finite; an unknown figure is never written as a number.
    """
    if not math.isfinite(value):
        raise ValueError("a figure that is not known cannot be written as a number")
    text = f"{abs(round_half_up(value, decimals)):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if round_half_up(value, decimals) < 0 else text


def decimal(value: float, decimals: int = 1) -> str:
    """A number with always the same decimals, for columns and charts: ``6.0``."""
    text = number(value, decimals)
    missing = decimals - len(text.partition(".")[2])
    return text + ("." if "." not in text and missing else "") + "0" * missing


def percent(share: float, decimals: int = 0) -> str:
    """A share (0–1) as per cent: ``0.54`` gives ``54%``."""
    return f"{number(share * 100, decimals)}%"


def percent_decimal(share: float, decimals: int = 1) -> str:
    """A share (0–1) as per cent with always the same decimals: ``25.0%``."""
    return f"{decimal(share * 100, decimals)}%"


def percent_range(low: float, high: float) -> str:
    """Two shares (0–1) as a range: ``48% to 60%``."""
    a, b = percent_number(low), percent_number(high)
    return f"{a}%" if a == b else f"{a}%{FIXED}to{FIXED}{b}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points: ``12 percentage points``."""
    n = abs(percent_number(difference))
    return "1 percentage point" if n == 1 else f"{n} percentage points"


def numeral(n: int, *, feminine: bool = False) -> str:
    """Numerals up to twelve in words, then in figures."""
    del feminine  # English has no genders
    return _WORDS[n] if 0 <= n <= 12 else number(n)


def counted(n: int, singular: str, plural: str, *, feminine: bool = False) -> str:
    """A counted noun: ``one offer``, ``three offers``, ``no offers``, ``169 answers``."""
    if n == 0:
        return f"no {plural}"
    return f"{numeral(n, feminine=feminine)} {singular if n == 1 else plural}"


def span(low: int, high: int) -> str:
    """Two whole numbers as a range: ``2–4``; one where they are equal."""
    return german.span(low, high)


def between(low: str, high: str) -> str:
    """Two written values as a range in words: ``5.8 to 6.4``."""
    return f"{low} to {high}"


def joined(items: Sequence[str], conjunction: str = "and") -> str:
    """A list in prose: ``a, b and c``; semicolons where an item holds a comma of its own."""
    items = [item for item in items if item]
    if len(items) < 2:
        return "".join(items)
    word = conjunction or "and"
    if len(items) > 2 and any("," in item for item in items):
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def quoted(text: str) -> str:
    """Text in single quotes; quotes inside become double ones."""
    inner = re.sub(r"[„“”\"]", "", text.strip()).replace("‘", "“")
    inner = re.sub(r"’(?!\w)", "”", inner) if "“" in inner else inner
    return f"‘{inner}’"


def day(value: date) -> str:
    """A date in words: ``2 November 2026``."""
    return f"{value.day}{FIXED}{_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """A date as it stands in source lines: ``2 Nov 2026``."""
    return f"{value.day}{FIXED}{_MONTHS[value.month - 1][:3]} {value.year}"


def iso_day(text: str | None) -> str:
    """An ISO date as ``2 Nov 2026``, a month as ``Nov 2026``; anything else stays as it is."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}).*)?", text or "")
    if not match:
        return text or ""
    month = _MONTHS[int(match[2]) - 1][:3]
    first = f"{int(match[3])}{FIXED}" if match[3] else ""
    return f"{first}{month}{FIXED}{match[1]}"


def capital(text: str) -> str:
    """The text with a capital first letter, also behind an opening quote."""
    return german.capital(text)


def rounded(value: float, *, beside: float = 0) -> str:
    """A converted or modelled count: to hundreds, below 1,000 to tens (``6,000``, ``530``).

    ``beside`` is the upper end of a range whose lower end is written: both are rounded alike (870 and 2,600
    to 900 and 2,600), unless little would be left of the lower one.
    """
    return number(round_half_up(value, -2 if to_hundreds(value, beside) else -1))


def fixed(text: str) -> str:
    """Bind what must not be torn apart at a line's end: ``n = 169``, ``§ 16a``; typographic apostrophes."""
    text = re.sub(r"(?<=\w)'(?=\w|\s|$)", "’", text)
    text = re.sub(r"(\d)[ \u202f]?%", r"\1%", text)
    text = re.sub(r"§ ?(\d)", rf"§{THIN}\1", text)
    text = re.sub(r"\bSGB (II|III|VIII|XII)\b", rf"SGB{FIXED}\1", text)
    text = re.sub(r"\b(\d{5}) (?=[A-ZÄÖÜ])", rf"\1{FIXED}", text)  # postcode and town
    return re.sub(r"\bn ?= ?(\d)", rf"n{THIN}={THIN}\1", text)
