"""What every reader gives: a table of cells, each with its region, period, status and place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pipeline.errors import PipelineError

VALUE = "value"
SUPPRESSED = "suppressed"
NOT_AVAILABLE = "not_available"
UNRELIABLE = "unreliable"
NOT_APPLICABLE = "not_applicable"
NONE_PRESENT = "none_present"

# The signs of the official statistics (Destatis, Zeichenerklärung) and of the Bundesagentur. A sign is
# never a number: `*` and `.` hide a value, `-` says that there is nothing to count.
SIGNS = {
    "*": SUPPRESSED,
    ".": NOT_AVAILABLE,
    "...": NOT_AVAILABLE,
    "…": NOT_AVAILABLE,
    "/": UNRELIABLE,
    "()": UNRELIABLE,
    "x": NOT_APPLICABLE,
    "X": NOT_APPLICABLE,
    "-": NONE_PRESENT,
    "–": NONE_PRESENT,
    "—": NONE_PRESENT,
}
_GERMAN = re.compile(r"-?(\d{1,3}(\.\d{3}){1,5}|\d{1,18})(,\d+)?$", re.A)
_PLAIN = re.compile(r"-?\d{1,18}(\.\d+)?$", re.A)
_WEAK = re.compile(r"\((.+)\)$")

Wanted = Collection[str] | None


class Cell(NamedTuple):
    """One figure as published.

    Attributes:
        region: official key: ``DG``, or 2, 3, 5 or 8 digits (AGS).
        period: ISO: ``2024`` (a year or its mean), ``2024-06`` (a month) or ``2024-06-30`` (a day).
        item: the address of what is counted within its table, stable between vintages.
        value: the number in ``unit``; None unless ``status`` is ``value`` or ``unreliable``.
        status: one of the constants of this module.
        unit: as published.
        where: sheet and cell, or line, for messages and citations.
    """

    region: str
    period: str
    item: str
    value: float | None
    status: str
    unit: str
    where: str


@dataclass(frozen=True)
class Table:
    """One published table: what it is, who made it, and its cells.

    Attributes:
        kind: which reader understood it (``zensus_haushalte``); the catalogue refers to it.
        code: the table's name as its publisher writes it (``13211-02-05-4``).
        title: as published.
        publisher: whom to name as source.
        licence: terms of use, as the publisher asks them to be named.
        retrieved_on: the date that the file itself carries (its *Stand*), ISO, or None.
        names: the names that the file gives to regions (AGS to name).
        notes: footnotes, unchanged.
        aliases: other names that the catalogue may use (the statistic's code, ``12411``).
        read: makes the cells of the wanted regions (None for all).
    """

    kind: str
    code: str
    title: str
    publisher: str
    licence: str
    read: Callable[[Wanted], Iterator[Cell]]
    retrieved_on: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def cells(self, regions: Wanted = None) -> Iterator[Cell]:
        """The cells of the wanted regions (all when None), in the order of the file."""
        return self.read(regions)


def parse(text: str, *, decimal: str = ",") -> tuple[float | None, str] | None:
    """A cell's text as value and status.

    Args:
        text: as published; spaces around it do not matter.
        decimal: ``,`` (German: ``1.234,5``) or ``.`` (plain: ``1234.5``).

    Returns:
        value and status; ``(1,5)`` is a value that is ``unreliable``; an empty cell is
        ``not_available``; None when the text is neither a number nor a known sign.
    """
    text = text.strip()
    if text in SIGNS:
        return None, SIGNS[text]
    if not text:
        return None, NOT_AVAILABLE
    weak = _WEAK.match(text)
    body = weak[1].strip() if weak else text
    status = UNRELIABLE if weak else VALUE
    if decimal == ",":
        if not _GERMAN.match(body):
            return None
        return float(body.replace(".", "").replace(",", ".")), status
    return (float(body), status) if _PLAIN.match(body) else None


def iso_period(year: str, month: str = "", day: str = "") -> str | None:
    """A year, month or day as ISO (``2024-06-30``); None where the calendar has no such day."""
    number = int(day) if day else 1
    try:
        date(int(year), int(month) if month else 1, number)
    except ValueError:
        return None
    if not 1800 <= int(year) <= 2199:
        return None
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def shown(text: str) -> str:
    """What a cell says, short enough for a message."""
    line = squeeze(text)
    return line if len(line) <= 40 else f"{line[:39]}…"


def no_figure(text: str, where: str, hint: str = "download the file again") -> PipelineError:
    """The error for a cell among figures that says something else."""
    return PipelineError(f"'{shown(text)}' is neither a number nor a known sign", where, hint=hint)


def squeeze(text: object) -> str:
    """Text with every run of white space, also line breaks, as one space."""
    return " ".join(str(text).split())


def wanted(region: str, regions: Wanted) -> bool:
    """Whether a region is asked for."""
    return regions is None or region in regions
