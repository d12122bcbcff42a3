"""Opening times are read as people write them, and nothing is read into them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.assess import hours

CASES = [
    ("Mo–Fr 7:00–16:30", "day"),
    ("Mo–Fr 7:00–17:00", "day"),
    ("Mo-Fr 6.30 - 18 Uhr", "early day late"),
    ("nach Absprache, ab 5:30 und bis 21:00", "early late"),
    ("Do 18:00–19:30, ohne Kinderbetreuung", "late"),
    ("jeden 2. Sonntag 14:30–17:30", "day late weekend"),
    ("täglich 5:30–22:00, Anruf eine Stunde vorher", "early day late weekend"),
    ("samstags 10 bis 12 Uhr", "day weekend"),
    ("Mo–Sa 8:00–20:00", "day late weekend"),
    ("Mo–Fr 8–12 Uhr, außer am Wochenende", "day"),
    ("22:00–6:00", "early late"),
    ("jederzeit", "early day late weekend"),
    ("rund um die Uhr", "early day late weekend"),
    ("Oster- und Herbstferien, 8:00–15:00", "day"),
    ("nach Absprache", ""),
    ("nach Termin, Wartezeit etwa acht Wochen", ""),
    ("1.–3. Klasse", ""),
    ("Gruppen von 6-12", ""),
    ("99:00–99:30", ""),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_parts_of_the_day(text: str | None, parts: str) -> None:
    assert " ".join(hours.parts(text)) == parts


def test_in_the_example_only_offers_by_appointment_give_nothing(root: Path) -> None:
    lines = (root / "data" / "input" / "angebote.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((x for x in lines if not x.startswith("#")), delimiter=";")
    silent = {r["oeffnungszeiten"] for r in rows if not hours.parts(r["oeffnungszeiten"])}
    assert all(word.startswith(("nach ", "Termine nach")) for word in silent)
