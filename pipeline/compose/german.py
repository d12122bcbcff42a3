"""German numbers and lists as they stand in print: decimal comma, thin fixed spaces, no ``nan``.

Sources: DIN 5008 (spaces in large numbers and before units, as the statistical offices print them) and Duden
(numerals up to twelve in words, no comma before *und*).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

THIN = "\u202f"
FIXED = "\u00a0"
MINUS = "\u2212"
DASH = "–"
PERCENT = "\u202f%"
SEPARATORS = ",\u202f"  # decimals, thousands
SYLLABLES = "de_DE"

_WORDS = (
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
)
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def number(value: float, decimals: int = 0) -> str:
    """A number with decimal comma, digits grouped from 1000 on, and a true minus sign.

    Trailing zeros behind the comma are dropped, so that nothing reads ``1,0``.

    Raises:
        ValueError: the value is not finite; an unknown figure is never written as a number.
    """
    if not math.isfinite(value):
        raise ValueError("a figure that is not known cannot be written as a number")
    rounded = round_half_up(value, decimals)
    whole, _, fraction = f"{abs(rounded):.{decimals}f}".partition(".")
    if len(whole) > 3:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", THIN, whole)
    fraction = fraction.rstrip("0")
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{whole},{fraction}" if fraction else f"{sign}{whole}"


def decimal(value: float, decimals: int = 1) -> str:
    """A number with always the same decimals, for columns and charts: ``6,0``."""
    text = number(value, decimals)
    missing = decimals - len(text.partition(",")[2])
    return text + ("," if "," not in text and missing else "") + "0" * missing


def percent_decimal(share: float, decimals: int = 1) -> str:
    """A share (0–1) as per cent with always the same decimals: ``25,0 %``."""
    return f"{decimal(share * 100, decimals)}{THIN}%"


def round_half_up(value: float, decimals: int = 0) -> float:
    """Commercial rounding (a half goes away from zero), as readers do it by hand."""
    factor = 10.0**decimals
    return math.copysign(math.floor(abs(value) * factor + 0.5 + 1e-9), value) / factor


def percent_number(share: float) -> int:
    """The whole per cent of a share (0–1)."""
    return int(round_half_up(share * 100))


def percent(share: float, decimals: int = 0) -> str:
    """A share (0–1) as per cent: ``0.54`` gives ``54 %``."""
    return f"{number(share * 100, decimals)}{THIN}%"


def percent_range(low: float, high: float) -> str:
    """Two shares (0–1) as a range: ``48 bis 60 %``."""
    a, b = percent_number(low), percent_number(high)
    return f"{a}{THIN}%" if a == b else f"{a}{FIXED}bis{FIXED}{b}{THIN}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points: ``12 Prozentpunkte``."""
    n = abs(percent_number(difference))
    return "1 Prozentpunkt" if n == 1 else f"{n} Prozentpunkte"


def numeral(n: int, *, feminine: bool = False) -> str:
    """Numerals up to twelve in words (before a noun: ``ein``/``eine``), then in figures."""
    if n == 1:
        return "eine" if feminine else "ein"
    return _WORDS[n] if 0 <= n <= 12 else number(n)


def counted(n: int, singular: str, plural: str, *, feminine: bool = False) -> str:
    """A counted noun: ``ein Angebot``, ``drei Angebote``, ``kein Angebot``, ``169 Antworten``."""
    if n == 0:
        return f"{'keine' if feminine else 'kein'} {singular}"
    word = numeral(n, feminine=feminine)
    return f"{word} {singular if n == 1 else plural}"


def span(low: int, high: int) -> str:
    """Two whole numbers as a range: ``2–4``; one where they are equal."""
    return f"{low}" if low == high else f"{low}{DASH}{high}"


def ordinal(n: int) -> str:
    """A rank in figures: ``2.``."""
    return f"{n}."


def between(low: str, high: str) -> str:
    """Two written values as a range in words: ``5,8 bis 6,4``."""
    return f"{low} bis {high}"


def joined(items: Sequence[str], conjunction: str = "und") -> str:
    """A list in prose: ``a, b und c`` (no comma before the conjunction)."""
    items = [item for item in items if item]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction or 'und'} {items[-1]}"


def quoted(text: str) -> str:
    """Text in German quotes; quotes inside become single ones."""
    inner = text.strip().replace("„", "‚").replace("“", "‘").replace('"', "")
    return f"„{inner}“"


def day(value: date) -> str:
    """A date in words: ``2. November 2026``."""
    return f"{value.day}.{FIXED}{_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """A date in figures: ``2.11.2026``."""
    return f"{value.day}.{value.month}.{value.year}"


def iso_day(text: str | None) -> str:
    """An ISO date as ``02.11.2026``, a month as ``11/2026``; anything else unchanged; nothing for nothing."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}).*)?", text or "")
    if not match:
        return text or ""
    return f"{match[3]}.{match[2]}.{match[1]}" if match[3] else f"{match[2]}/{match[1]}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def rounded(value: float, *, beside: float = 0) -> str:
    """A converted or modelled count: to hundreds, below 1,000 to tens (``6 000``, ``530``).

    ``beside`` is the upper end of a range whose lower end is written: both are rounded alike (870 and 2,600
    to 900 and 2,600), unless little would be left of the lower one.
    """
    return number(round_half_up(value, -2 if to_hundreds(value, beside) else -1))


def to_hundreds(value: float, beside: float) -> bool:
    """Whether :func:`rounded` rounds to hundreds, in every language."""
    return value >= 1000 or (beside >= 1000 and value >= 200)


def fixed(text: str) -> str:
    """Bind what must not be torn apart at a line's end: ``z. B.``, ``§ 16a``, ``12 %``, ``61118 Bad …``."""
    text = re.sub(r"\b(z|d|u|i|o|v)\\?\. ?(B|h|a|d|Ä|R)\.", rf"\1.{THIN}\2.", text)
    text = re.sub(r"(\d) ?%", rf"\1{THIN}%", text)
    text = re.sub(r"§ ?(\d)", rf"§{THIN}\1", text)
    text = re.sub(r"\bSGB (II|III|VIII|XII)\b", rf"SGB{FIXED}\1", text)
    text = re.sub(r"\b(\d{5}) (?=[A-ZÄÖÜ])", rf"\1{FIXED}", text)  # postcode and town
    return re.sub(r"\bn ?= ?(\d)", rf"n{THIN}={THIN}\1", text)
