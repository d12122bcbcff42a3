"""Offers by place and time, and what both sides name, as the board says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import params as parameters
from pipeline.compose import board_firms, board_offers
from pipeline.compose.public import Public

ROOT = Path(__file__).resolve().parents[2]


def public(**tables: list[dict[str, Any]]) -> Public:
    return Public(parameters.load(ROOT / "params.yaml"), tables, {"demo": True})


def offer(place: str | None, times: str | None, **more: Any) -> dict[str, Any]:
    base = {"field_of_action": "arbeit", "released": True, "places": None, "utilisation": None}
    return {**base, "place": place, "times": times, **more}


def test_only_offers_with_room_count_and_full_ones_are_named() -> None:
    found = board_offers.by_place(
        public(
            offers=[
                offer("Nidda", "early, day"),
                offer("Nidda", "late", utilisation=1.0),
                offer("Nidda", "late", places=0),
                offer(None, None),
                offer("Karben", "day", released=False),
                offer("Karben", "day", field_of_action="finanzen"),
            ]
        ),
        "arbeit",
    )
    assert found["rows"] == [
        {"place": "Nidda", "counts": [1, 1, 0, 0], "agreed": 0, "full": 2},
        {"place": "ohne Ortsangabe", "counts": [0, 0, 0, 0], "agreed": 1, "full": 0},
    ]
    assert found["finding"] == (
        "Kein freies Angebot nennt Zeiten nach 17 Uhr oder am Wochenende. "
        "Manches wird einzeln vereinbart."
    )


@pytest.mark.parametrize(
    ("offers", "text"),
    [
        ([offer("Nidda", "early, day, late, weekend")], ""),
        ([offer("Nidda", "day", utilisation=1.2)], "Alle verzeichneten Angebote sind voll belegt."),
        ([offer("Nidda", None)], "Die Zeiten der freien Angebote werden einzeln vereinbart."),
        ([], ""),
    ],
)
def test_the_finding_claims_no_more_than_the_offers_say(
    offers: list[dict[str, Any]], text: str
) -> None:
    assert board_offers.by_place(public(offers=offers), "arbeit")["finding"] == text


def book(variable: str, role: str, item: str, kind: str = "multiple") -> list[dict[str, Any]]:
    base = {
        "questionnaire": "arbeitgeber", "variable": variable, "question": variable, "item": item,
        "label": variable, "question_label": variable, "kind": kind, "role": role, "missing_kind": None,
        "need": None, "field_of_action": "vereinbarkeit",
    }  # fmt: skip
    choice: list[tuple[str, float | None]] = [("ja", None), ("nein", None)]
    scale: list[tuple[str, float | None]] = [("1", 1.0), ("2", 2.0)]
    return [
        {**base, "category": c, "category_label": c, "order": i, "value": v}
        for i, (c, v) in enumerate(choice if kind == "multiple" else scale)
    ]


def test_both_sides_are_joined_by_item_whatever_the_field_of_the_firms_question() -> None:
    def share(variable: str, category: str, value: float) -> dict[str, Any]:
        return {
            "questionnaire": "arbeitgeber", "variable": variable, "category": category,
            "target_group": "alle", "statistic": "share", "estimate": value, "ci_low": 0.1,
            "ci_high": 0.9, "n": 60, "status": "value",
        }  # fmt: skip

    need = {
        "need": "krank", "field_of_action": "kinderbetreuung", "label": "Krankes Kind",
        "target_group": "alle", "in_need": 0.55, "in_need_low": 0.5, "in_need_high": 0.6, "n": 300,
        "status": "value",
    }  # fmt: skip
    codebook = [
        *book("hindernis", "barrier", "krank"),
        *book("haltung", "context", "krank", "array"),
        *book("anderes", "barrier", "etwas"),
    ]
    estimates = [share("hindernis", "ja", 0.58), share("haltung", "2", 0.3)]
    found = board_firms.both_sides(
        public(needs=[need], codebook=codebook, estimates=estimates), "kinderbetreuung"
    )
    assert [(r["variable"], r["parents"], r["firms"], r["n_firms"]) for r in found] == [
        ("hindernis", 0.55, 0.58, 60),
        ("haltung", 0.55, 0.3, 60),
    ]
    assert found[0]["said"] == "nennen das als Hindernis"
