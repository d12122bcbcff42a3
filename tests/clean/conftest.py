"""A small hand-made questionnaire: its codebook, and raw rows of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from pipeline import tables
from pipeline.clean import Cleaned, clean
from pipeline.params import Cleaning

QUESTIONNAIRE = "probe"
ITEMS = range(1, 7)
ZUFRIEDEN = [
    ("5", 5.0, 0.0, None), ("3", 3.0, 0.25, None), ("1", 1.0, 1.0, None), ("kA", None, None, "declined"),
]  # fmt: skip

Run = Callable[..., Cleaned]


def _rows(variable: str, kind: str, codes: list[Any], **given: Any) -> list[dict[str, Any]]:
    head = {
        "questionnaire": QUESTIONNAIRE, "variable": variable, "question": variable, "item": None,
        "label": f"Label von {variable}", "kind": kind, "field_of_action": None, "role": "context",
        "universe": None, "sensitive": False, "exclusive": False, "minimum": None, "maximum": None,
        "eligible": "drin == ja", **given,
    }  # fmt: skip
    parts = [c if isinstance(c, tuple) else (c, None, None, None) for c in codes] or [(None,) * 4]
    return [
        {**head, "category": code, "category_label": code and f"Text {code}", "order": order,
         "value": value, "need": need, "missing_kind": missing}
        for order, (code, value, need, missing) in enumerate(parts)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def codebook() -> pd.DataFrame:
    """Every kind of variable, a filter, two long arrays and an exclusive option."""
    rows = [
        *_rows("drin", "yes_no", ["ja", "nein"]),
        *_rows("erwerb", "single", ["voll", "such", ("kA", None, None, "declined")]),
        *_rows("stunden", "numeric", [], universe="erwerb == voll", minimum=0.0, maximum=80.0),
        *_rows("seit", "date", []),
        *[r for i in ITEMS for r in _rows(f"za_{i}", "array", ZUFRIEDEN, question="za")],
        *[r for i in ITEMS for r in _rows(f"zb_{i}", "array", ZUFRIEDEN, question="zb")],
        *_rows("weg_a", "multiple", ["ja", "nein"], question="weg"),
        *_rows("weg_b", "multiple", ["ja", "nein"], question="weg"),
        *_rows("weg_keins", "multiple", ["ja", "nein"], question="weg", exclusive=True),
        *_rows("weg_other", "text", [], question="weg", role="open"),
        *_rows("tat_x", "multiple", ["ja", "nein"], question="tat"),
        *_rows("tat_y", "multiple", ["ja", "nein"], question="tat"),
        *_rows("rang_1", "ranking", ["p", "q", "r"], question="rang"),
        *_rows("rang_2", "ranking", ["p", "q", "r"], question="rang"),
        *_rows("schule", "single", ["abi", "-oth-"]),
        *_rows("schule_other", "text", [], question="schule", role="open"),
        *_rows("offen", "text", [], role="open"),
    ]
    text = ["questionnaire", "variable", "question", "item", "label", "kind", "category",
            "category_label", "field_of_action", "role", "missing_kind", "universe", "eligible"]  # fmt: skip
    types = dict.fromkeys(text, "str") | dict.fromkeys(
        ("value", "need", "minimum", "maximum"), "float64"
    )
    return tables.check("codebook", pd.DataFrame(rows).astype(types))


def full_answer(number: int) -> dict[str, Any]:
    """A careful respondent; the number varies the answers, so that no two are alike."""
    scale = ["5", "3", "1"]
    return {
        "drin": "ja", "erwerb": "voll", "stunden": str(20 + number % 20), "seit": "2020-02-01 00:00:00",
        **{f"za_{i}": scale[(number + i) % 3] for i in ITEMS},
        **{f"zb_{i}": scale[(number // 3 + i * i) % 3] for i in ITEMS},
        "weg_a": "Y", "weg_b": "", "weg_keins": "", "weg_other": "", "tat_x": "Y", "tat_y": "",
        "rang_1": "p", "rang_2": "q", "schule": "abi", "schule_other": "", "offen": f"Satz {number}",
    }  # fmt: skip


META = {
    "duration_s": 600.0, "last_page": 5, "language": "de", "mode": "web", "kanal": "kita",
    "source": "limesurvey x", "complete": True,
}  # fmt: skip


def raw_table(codebook: pd.DataFrame, deviations: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The raw table of careful respondents with what makes them deviate."""
    start = datetime(2026, 9, 1, 9)
    rows = []
    for i, deviation in enumerate(deviations):
        times = {"started_at": start, "submitted_at": start + timedelta(minutes=10 + i)}
        rows.append({"respondent": f"r{i:03}"} | times | META | full_answer(i) | deviation)
    types: dict[str, Any] = dict.fromkeys(codebook["variable"], "str")
    types |= {"kanal": "str", "last_page": "Int64", "duration_s": "float64"}
    return pd.DataFrame(rows).astype(types | {"submitted_at": "datetime64[us]"})


@pytest.fixture
def careful(codebook: pd.DataFrame) -> pd.DataFrame:
    """Twelve careful respondents."""
    return raw_table(codebook, [{}] * 12)


@pytest.fixture
def run(codebook: pd.DataFrame) -> Run:
    """Clean careful respondents, some of whom deviate: ``run({"erwerb": "q"}, {...}, others=12)``."""

    def cleaned(*deviations: dict[str, Any], others: int = 0, **rules: Any) -> Cleaned:
        raw = raw_table(codebook, [*deviations, *({} for _ in range(others))])
        result = clean(raw, codebook, Cleaning(**rules), QUESTIONNAIRE)
        tables.check("responses", result.responses)
        tables.check("quality", result.quality)
        tables.check("participation", result.participation)
        return result

    return cleaned
