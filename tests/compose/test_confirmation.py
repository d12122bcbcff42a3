"""Board and report warn when weights were not agreed before answers were seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import params as parameters
from pipeline.compose import confirmation
from pipeline.compose.public import Public

ROOT = Path(__file__).resolve().parents[2]


def said(row: dict[str, Any] | None, day: date | None = date(2026, 8, 20)) -> tuple[str, bool]:
    params = parameters.load(ROOT / "params.yaml")
    agreed = params.assessment.model_copy(update={"confirmed_on": day, "confirmed_by": "Runde"})
    params = params.model_copy(update={"assessment": agreed})
    text, warning = confirmation.sentence(Public(params, {"confirmation": [row] if row else []}))
    return text.replace("\u00a0", " ").replace("\u202f", " "), warning


@pytest.mark.parametrize(
    ("verdict", "basis", "first", "part", "warning"),
    [
        ("before", "pull", "2026-09-10", "vor dem ersten Abruf", False),
        ("before", "answers", None, "vor der ersten Antwort", False),
        ("late", "pull", "2026-08-12", "schon abgerufen (12. August 2026)", True),
        ("late", "answers", None, "lagen schon Antworten vor", True),
        ("unknown", "nothing", None, "nicht festgehalten", True),
    ],
)
def test_the_sentence(
    verdict: str, basis: str, first: str | None, part: str, warning: bool
) -> None:
    text, warned = said({"verdict": verdict, "basis": basis, "first_seen": first})
    assert part in text
    assert warned is warning
    assert ("Achtung" in text) is (verdict == "late")


def test_unconfirmed_weights_are_called_the_programs_own() -> None:
    text, warned = said({"verdict": "missing", "basis": "nothing", "first_seen": None}, None)
    assert warned
    assert "Vorgaben des Programms" in text
