"""What is unknown is shown as unknown, and the report says what it does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose import markdown
from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.language import lang, speaking
from pipeline.compose.public import Public
from pipeline.compose.sections import ranking
from pipeline.params import load

FIELDS = ("kinderbetreuung", "arbeit", "information", "finanzen", "gesundheit")


def _context(root: Path, unknown: int) -> Context:
    """Five fields with need and severity; severity is unknown for the first ``unknown``."""
    ranked = [
        {"field_of_action": f, "score": 5.0 - k, "se": None, "ci_low": None, "ci_high": None, "rank": k + 1,
         "rank_low": 1, "rank_high": 5, "share_top3": 0.5}
        for k, f in enumerate(FIELDS)
    ]  # fmt: skip
    points = [
        {"field_of_action": f, "criterion": c, "value": v, "se": None, "weight": w}
        for k, f in enumerate(FIELDS)
        for c, v, w in (
            ("need", 4.5, 0.6 if unknown else 0.4),
            ("severity", None if k < unknown else 6.5, 0.0 if unknown else 0.3),
            ("reach", 8.5, 0.4 if unknown else 0.3),
        )
    ]
    params = load(root / "params.yaml")
    weights = params.assessment.weights.model_copy(
        update=dict.fromkeys(("inequality", "offer_gap", "readiness"), 0)
    )
    chosen = params.assessment.model_copy(update={"weights": weights})
    public = Public(
        params.model_copy(update={"assessment": chosen}), {"ranking": ranked, "fields": points}, {}
    )
    return Context(public, themes.load(root / "reports/_brand.yml"), collect(public))


@pytest.mark.parametrize(
    ("unknown", "said", "cells"),
    [
        (1, "weil dazu aus „Kinderbetreuung“ keine oder zu wenige Angaben vorliegen", ["–", "6,5"]),
        (4, "weil dazu aus vier Feldern keine oder zu wenige Angaben vorliegen", ["–", "6,5"]),
        (5, "weil dazu keine oder zu wenige Angaben vorliegen", []),
    ],
)
def test_an_unknown_criterion_is_a_dash_and_counts_for_no_field(
    root: Path, unknown: int, said: str, cells: list[str]
) -> None:
    ctx = _context(root, unknown)
    words, table = ranking._how(ctx), ranking._criteria(ctx)
    assert f"Das Merkmal Schwere zählt für kein Feld, {said}." in words
    assert "Die übrigen Merkmale wiegen entsprechend mehr." in words
    assert "aus zwei Merkmalen" in words
    assert "0,0" not in table
    assert ("Schwere" in table) is bool(cells)
    assert ("–: zu wenige Angaben" in table) is bool(cells)
    assert all(f" {cell} " in table for cell in cells)


def test_in_english_too(root: Path) -> None:
    with speaking("en"):
        words = ranking._how(_context(root, 5))
        name = markdown.escape(lang.quoted("severity"))
    assert f"{name} counts for no field because there are no or too few data on it." in words


def test_where_all_is_known_nothing_is_said(root: Path) -> None:
    ctx = _context(root, 0)
    assert "zählt für kein Feld" not in ranking._how(ctx)
    assert "–" not in ranking._criteria(ctx)
