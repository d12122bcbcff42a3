"""Offers of a field by place and time of day, for the steering board: where and when there is room."""

from __future__ import annotations

from typing import Any

from pipeline.compose import german
from pipeline.compose.public import Public, Row

# part of the day -> heading of its column, and how a sentence says it (limits: pipeline/assess/hours.py)
PARTS = {
    "early": ("früh", "vor 7 Uhr"),
    "day": ("am Tag", "am Tag"),
    "late": ("spät", "nach 17 Uhr"),
    "weekend": ("am Wochenende", "am Wochenende"),
}
FULL = 1.0
NOWHERE = "ohne Ortsangabe"


def has_room(offer: Row) -> bool:
    """Whether an offer is not known to be full."""
    taken, places = offer.get("utilisation"), offer.get("places")
    return not ((taken is not None and taken >= FULL) or places == 0)


def times(offer: Row) -> list[str]:
    """Parts of the day on which an offer is open, as far as it says."""
    return [part for part in (offer.get("times") or "").split(", ") if part in PARTS]


def by_place(public: Public, field: str) -> dict[str, Any]:
    """Released offers of a field.

    Returns:
        ``rows``: per place the number of offers with room in each part of the day (``counts``), of those
        whose time is agreed one by one (``agreed``) and of full ones (``full``); ``columns``: headings;
        ``finding``: the parts of the day without any room. Empty where no offer is recorded.
    """
    own = [o for o in public["offers"] if o["field_of_action"] == field and o["released"]]
    if not own:
        return {"rows": [], "columns": [], "finding": ""}
    places: dict[str, list[Row]] = {}
    for offer in own:
        places.setdefault(offer["place"] or NOWHERE, []).append(offer)
    rows = [{"place": place, **_counted(found)} for place, found in sorted(places.items())]
    columns = [heading for heading, _ in PARTS.values()]
    return {"rows": rows, "columns": columns, "finding": _finding(own)}


def _counted(offers: list[Row]) -> dict[str, Any]:
    room = [o for o in offers if has_room(o)]
    return {
        "counts": [sum(part in times(o) for o in room) for part in PARTS],
        "agreed": sum(not times(o) for o in room),
        "full": len(offers) - len(room),
    }


def _finding(offers: list[Row]) -> str:
    """The parts of the day that no offer with room names; what goes by appointment is said beside it."""
    room = [o for o in offers if has_room(o)]
    if not room:
        return "Alle verzeichneten Angebote sind voll belegt."
    if not any(times(o) for o in room):
        return "Die Zeiten der freien Angebote werden einzeln vereinbart."
    missing = [said for part, (_, said) in PARTS.items() if not any(part in times(o) for o in room)]
    if not missing:
        return ""
    some = any(not times(o) for o in room)
    aside = " Manches wird einzeln vereinbart." if some else ""
    return f"Kein freies Angebot nennt Zeiten {german.joined(missing, 'oder')}.{aside}"
