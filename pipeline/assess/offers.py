"""Existing offers (``data/input/angebote.csv``), and needs held against them.

The form is the handbook's (BMFSFJ 2013, "Checkliste zur Erstellung einer Broschüre für
Alleinerziehende"): filled in by the institutions themselves, one row per offer. A column ``web`` may be
added: the Wegweiser prints its address as a QR code.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.assess import hours, inputs
from pipeline.params import Params

FILE = "angebote.csv"
HEADINGS = (
    "name", "art", "institution", "anschrift", "kontakt", "oeffnungszeiten", "beschreibung",
    "voraussetzungen", "kosten", "kategorien", "handlungsfeld", "bedarf", "ort", "plaetze",
    "auslastung", "geprueft_am", "freigabe",
)  # fmt: skip
OPTIONAL = ("web",)  # the handbook's form does not ask for it
CATEGORIES = (
    "Recht", "Kinderbetreuung", "Beratung", "Finanzen", "Gesundheit", "Bildung/Ausbildung/Arbeit",
    "kostenlose Angebote", "Freizeit/Ferien", "Treffpunkte",
)  # fmt: skip
_REQUIRED = ("name", "art", "institution", "kategorien", "handlungsfeld", "freigabe")
_COLUMNS = {
    "name": "name", "art": "kind", "institution": "institution", "anschrift": "address",
    "kontakt": "contact", "oeffnungszeiten": "opening_times", "beschreibung": "description",
    "voraussetzungen": "conditions", "kosten": "cost", "ort": "place",
}  # fmt: skip

FULL = 100.0  # per cent of places taken from which an offer has no room
WELL_KNOWN = 0.5  # share of those asked who know an offer, below which it counts as little known


@dataclass(frozen=True)
class Offered:
    """An offer as a need sees it; ``room`` unless it is known to be full; empty place and times: unknown."""

    kind: str
    place: str
    times: frozenset[str]
    room: bool

    def repeats(self, other: Offered) -> bool:
        """Same kind at the same place and time of day, as far as both are known, and both with room.

        A second offer in the evening or beside a full one is no duplicate: it fills a gap.
        """
        same = (self.kind.casefold(), self.place.casefold()) == (
            other.kind.casefold(), other.place.casefold(),
        )  # fmt: skip
        together = not self.times or not other.times or bool(self.times & other.times)
        return bool(self.place) and same and together and self.room and other.room


def latest_check(params: Params) -> str:
    """The day (ISO) after which nobody can have checked an offer: a year after the documents' date."""
    return (params.document.date + timedelta(days=365)).isoformat()


def stale_before(params: Params) -> str:
    """The day (ISO) before which an offer was checked too long ago, counted from the documents' date."""
    day, months = params.document.date, params.assessment.offers_stale_after_months
    count = day.year * 12 + day.month - 1 - months
    last = calendar.monthrange(count // 12, count % 12 + 1)[1]
    return date(count // 12, count % 12 + 1, min(day.day, last)).isoformat()


def read(
    folder: Path, fields: list[str], needs: list[str], stale: str = "", latest: str = "9999"
) -> tuple[pd.DataFrame, inputs.Sheet]:
    """All offers of the network.

    Args:
        folder: ``data/input``.
        fields: ids of the fields of action.
        needs: ids of the items that the questionnaire asks about (column ``bedarf``).
        stale: day (ISO) before which an offer was checked too long ago.
        latest: day (ISO) after which a check must be a slip of the pen.

    Returns:
        Table ``offers`` with all rows, released or not; and the sheet with its faults.

    Raises:
        PipelineError: the file cannot be read at all.
    """
    sheet = inputs.read(folder / FILE, f"data/input/{FILE}", HEADINGS, OPTIONAL)
    out: list[dict[str, Any]] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in sheet.rows:
        inputs.required(sheet, line, row, _REQUIRED)
        _no_twin(sheet, line, row, seen)
        for word in inputs.split(row["kategorien"]):
            inputs.one_of(sheet, line, "kategorien", word, CATEGORIES)
        inputs.one_of(sheet, line, "handlungsfeld", row["handlungsfeld"], fields)
        wanted = inputs.split(row["bedarf"])
        for need in wanted:
            inputs.one_of(sheet, line, "bedarf", need, needs)
        checked = inputs.day(sheet, line, "geprueft_am", row["geprueft_am"])
        if checked and checked > latest:
            sheet.fault(
                line,
                f"'geprueft_am' lies far in the future ({checked})",
                "more than a year after the documents' date in params.yaml",
                "correct the year",
            )
        out.append(
            {
                "offer": _identifier(row["name"], [o["offer"] for o in out]),
                **{ours: row[theirs] or None for theirs, ours in _COLUMNS.items()},
                "categories": ", ".join(inputs.split(row["kategorien"])),
                "times": ", ".join(hours.parts(row["oeffnungszeiten"])) or None,
                "field_of_action": row["handlungsfeld"],
                "need": ", ".join(wanted) or None,
                "places": inputs.number(sheet, line, "plaetze", row["plaetze"], 100_000),
                "utilisation": _share(
                    inputs.number(sheet, line, "auslastung", row["auslastung"], 1000)
                ),
                "last_checked": checked,
                "stale": not checked or checked < stale,
                "web": inputs.web(sheet, line, "web", row["web"]),
                "released": bool(row["freigabe"])
                and inputs.yes(sheet, line, "freigabe", row["freigabe"]),
            }
        )
    columns = [
        "offer", *_COLUMNS.values(), "times", "categories", "field_of_action", "need", "places",
        "utilisation", "last_checked", "stale", "web", "released",
    ]  # fmt: skip
    return pd.DataFrame(out, columns=columns), sheet


def _no_twin(
    sheet: inputs.Sheet, line: int, row: dict[str, str], seen: dict[tuple[str, str], int]
) -> None:
    key = (row["name"].casefold(), row["institution"].casefold())
    if key in seen and row["name"]:
        sheet.fault(
            line,
            f"'{row['name']}' of '{row['institution']}' stands here twice",
            f"the first one is on line {seen[key]}",
            "remove one, or say in the name what differs",
        )
    seen.setdefault(key, line)


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100.0


def _identifier(name: str, taken: list[str]) -> str:
    plain = name.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "angebot"
    found, i = base, 2
    while found in taken:
        found, i = f"{base}_{i}", i + 1
    return found


def by_need(offers: pd.DataFrame) -> dict[str, list[Offered]]:
    """Need -> the offers that name it."""
    out: dict[str, list[Offered]] = {}
    names = ("kind", "place", "times", "need", "places", "utilisation")
    columns = (offers[c].tolist() for c in names)
    for kind, place, times, need, places, taken in zip(*columns, strict=True):
        full = (pd.notna(taken) and taken * 100.0 >= FULL) or places == 0
        offer = Offered(_word(kind), _word(place), frozenset(inputs.split(_word(times))), not full)
        for name in inputs.split(_word(need)):
            out.setdefault(name, []).append(offer)
    return out


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def coverage(needs: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Hold every need against the offers that name it.

    ``gap``: no offer with room. ``unknown``: offered, but fewer than half of those asked know it.
    ``duplicate``: two offers that repeat each other (:meth:`Offered.repeats`). ``covered``: otherwise.

    Args:
        needs: table ``needs``; only the rows of the target group ``alle`` count.
        offers: table ``offers``.

    Returns:
        Table ``coverage``, in the order of the needs.
    """
    out, offered = [], by_need(offers)
    for row in needs[needs["target_group"] == "alle"].itertuples():
        there = offered.get(str(row.need), [])
        out.append(
            {
                "need": row.need,
                "field_of_action": row.field_of_action,
                "offers": len(there),
                "in_need": row.in_need,
                "awareness": row.awareness,
                "verdict": _verdict(there, row.awareness),
            }
        )
    columns = ["need", "field_of_action", "offers", "in_need", "awareness", "verdict"]
    return pd.DataFrame(out, columns=columns)


def _verdict(there: list[Offered], awareness: Any) -> str:
    if not any(offer.room for offer in there):
        return "gap"
    if pd.notna(awareness) and awareness < WELL_KNOWN:
        return "unknown"
    if any(one.repeats(other) for one, other in combinations(there, 2)):
        return "duplicate"
    return "covered"
