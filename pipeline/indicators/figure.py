"""One value of an indicator with everything that citing it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass

OWN_CALCULATION = "eigene Berechnung"
ASSUMED = "angenommen"
# How a source line names the terms; the BA wants to be linked to where its figures appear online.
_TERMS = {
    "dl-de/by-2-0": "Lizenz: Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)",
    "© Statistik der Bundesagentur für Arbeit, Nutzung mit Quellenangabe": (
        "Lizenz: Nutzung mit Quellenangabe, https://statistik.arbeitsagentur.de"
    ),
}


@dataclass(frozen=True)
class Figure:
    """One indicator for one region and period.

    ``quotes`` are its sources as a source line names them (:func:`quote`); ``low`` and ``high`` bound a
    converted figure (95 per cent); ``numerator`` and ``denominator`` belong to shares; ``derived`` means
    "eigene Berechnung", which the BA's terms require to be said; ``population`` is ``target``, ``converted``
    or ``context``.
    """

    indicator: str
    region: str
    region_name: str
    period: str
    value: float | None
    unit: str
    status: str
    sources: tuple[str, ...]
    tables: tuple[str, ...]
    retrieved_on: str | None
    files: tuple[str, ...]
    hashes: tuple[str, ...]
    quotes: tuple[str, ...]
    title: str
    definition: str
    note: str = ""
    derived: bool = False
    assumed: bool = False
    population: str = "context"
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Columns of the table ``indicators``, in order."""
        return (
            "indicator", "region", "region_name", "period", "value", "unit", "status", "source", "table",
            "retrieved_on", "file", "sha256", "title", "definition", "note", "numerator", "denominator",
            "low", "high", "derived", "assumed", "citation", "population",
        )  # fmt: skip

    def row(self) -> tuple[object, ...]:
        """The figure as a row of the table ``indicators``."""
        marks = [OWN_CALCULATION] * self.derived + [ASSUMED] * self.assumed
        return (
            self.indicator, self.region, self.region_name, self.period, self.value, self.unit,
            self.status, "; ".join([*self.sources, *marks]), "; ".join(self.tables), self.retrieved_on,
            "; ".join(self.files), "; ".join(self.hashes), self.title, self.definition, self.note or None,
            self.numerator, self.denominator, self.low, self.high, self.derived, self.assumed,
            self.citation, self.population,
        )  # fmt: skip

    @property
    def citation(self) -> str:
        """The German source line that a chart or table prints."""
        line = "Quelle: " + "; ".join(self.quotes)
        for mark, holds in ((OWN_CALCULATION, self.derived), (ASSUMED, self.assumed)):
            line += f"; {mark}" * holds
        return line


def quote(publisher: str, table: str, period: str, terms: str = "") -> str:
    """One source as a source line names it: publisher, table, date, terms."""
    parts = [publisher, table, _when(period), _TERMS.get(terms, terms)]
    return ", ".join(part for part in parts if part)


def _when(period: str) -> str:
    """The date of a source line: ``Stichtag 30.06.2024``, ``Berichtsmonat Juni 2024`` or a year."""
    kind = {4: "Berichtsjahr ", 7: "Berichtsmonat "}.get(len(period), "")
    return kind + period_text(period) if period else ""


def period_text(period: str) -> str:
    """A period as German text: ``Stichtag 30.06.2024``, ``Juni 2024`` or ``2024``."""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)$", period)
    if day:
        return f"Stichtag {day[3]}.{day[2]}.{day[1]}"
    month = re.match(r"(\d{4})-(\d\d)$", period)
    return f"{MONTHS[int(month[2]) - 1]} {month[1]}" if month else period


MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
