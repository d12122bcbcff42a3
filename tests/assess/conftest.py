"""A small survey with known answers: two fields, four items, two groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline.params import Params

ROOT = Path(__file__).resolve().parents[2]


def book_rows(
    variable: str, options: list[tuple[str, float | None, float | None]], **more: Any
) -> Any:
    """Codebook rows of one variable; options are (code, value, need)."""
    base = {
        "questionnaire": "alleinerziehende", "variable": variable, "question": variable, "item": None,
        "label": variable, "kind": "single", "field_of_action": None, "role": "context",
        "missing_kind": None, "universe": None, "sensitive": False,
    }  # fmt: skip
    return [
        {**base, **more, "category": code, "category_label": code, "order": i, "value": value, "need": need,
         "missing_kind": "declined" if code == "kA" else None}
        for i, (code, value, need) in enumerate(options)
    ]  # fmt: skip


SATISFACTION: Any = [
    ("5", 5.0, 0.0), ("3", 3.0, 0.25), ("2", 2.0, 0.75), ("1", 1.0, 1.0), ("tnz", None, 0.0),
    ("kA", None, None),
]  # fmt: skip
DEMAND: Any = [
    ("nicht", None, 1.0), ("teil", None, 0.5), ("bek", None, 0.0), ("kein", None, 0.0), ("kA", None, None),
]  # fmt: skip
KNOWN: Any = [("nutzt", 2.0, None), ("kennt", 1.0, None), ("unbek", 0.0, None), ("kA", None, None)]
IMPORTANT: Any = [("4", 4.0, None), ("1", 1.0, None), ("kA", None, None)]


@pytest.fixture(scope="session")
def demo_params() -> Params:
    return parameters.load(ROOT / "params.yaml")


@pytest.fixture
def codebook() -> pd.DataFrame:
    care: dict[str, Any] = {"field_of_action": "kinderbetreuung"}
    work: dict[str, Any] = {"field_of_action": "arbeit"}
    rows = [
        *book_rows(
            "geschlecht", [("w", None, None), ("m", None, None), ("kA", None, None)], role="margin"
        ),
        *book_rows("zuf_1", SATISFACTION, item="rand", role="satisfaction", **care),
        *book_rows("bed_1", DEMAND, item="rand", role="unmet_need", **care),
        *book_rows("wi_1", IMPORTANT, item="rand", role="importance", **care),
        *book_rows("ken_1", KNOWN, item="rand", role="awareness", **care),
        *book_rows("bed_2", DEMAND, item="ferien", role="unmet_need", **care),
        *book_rows("bed_3", DEMAND, item="suche", role="unmet_need", **work),
        *book_rows(
            "huerde", [("ja", None, 1.0), ("nein", None, 0.0)], item=None, role="barrier", **work
        ),
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def answers() -> pd.DataFrame:
    """Six people; what they answered is counted by hand in the tests."""
    table = pd.DataFrame(
        {
            "geschlecht": ["w", "w", "w", "m", "m", "kA"],
            "zuf_1": ["1", "3", "tnz", "kA", "5", "_no_answer"],
            "bed_1": ["bek", "teil", "kein", "kA", "_no_answer", "nicht"],
            "wi_1": ["4", "4", "1", "1", "kA", "4"],
            "ken_1": ["nutzt", "unbek", "kennt", "unbek", "kA", "_no_answer"],
            "bed_2": ["nicht", "nicht", "kein", "bek", "bek", "_not_asked"],
            "bed_3": ["kein", "teil", "bek", "nicht", "kA", "_no_answer"],
            "huerde": ["ja", "nein", "_not_asked", "_not_asked", "ja", "nein"],
        }
    )
    table.insert(0, "respondent", [f"r{i}" for i in range(len(table))])
    return table


@pytest.fixture
def equal_weights(answers: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Weight 1 for everyone and 40 bootstrap replicates."""
    n = len(answers)
    rng = np.random.default_rng(7)
    return np.column_stack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), size=40).T])
