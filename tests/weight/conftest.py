"""A small made-up survey and the official figures that its margins name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.params import Params, load

AGES = ["u3", "u6", "u10", "u14", "u18"]


def _rows(variable: str, codes: list[str], values: list[float | None]) -> list[dict[str, Any]]:
    return [
        {
            "questionnaire": "alleinerziehende", "variable": variable, "question": variable,
            "item": None, "label": variable, "kind": "single", "category": code,
            "category_label": code, "order": i, "value": value, "need": None,
            "field_of_action": None, "role": "margin",
            "missing_kind": "declined" if code == "kA" else None, "universe": None,
            "sensitive": False,
        }
        for i, (code, value) in enumerate(zip(codes, values, strict=True))
    ]  # fmt: skip


@pytest.fixture(scope="session")
def codebook() -> pd.DataFrame:
    rows = [
        *_rows("geschlecht", ["w", "m", "d", "kA"], [None] * 4),
        *_rows("sgb2", ["ja", "nein", "kA"], [None] * 3),
        *_rows("alterj", AGES, [1.0, 2.0, 3.0, 4.0, 5.0]),
        *_rows("ort", ["m001", "m002", "m003", "m004"], [None] * 4),
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def indicators() -> pd.DataFrame:
    values = {
        "ae_minderj_muetter": 8800, "ae_minderj_vaeter": 1200, "ae_sgb2_ja": 3500,
        "ae_sgb2_nein": 6500, "old": 1, "hidden": None,
    }  # fmt: skip
    rows = [
        {
            "indicator": name, "region": "06440", "region_name": "Wetteraukreis", "period": "2024",
            "value": value, "unit": "Personen", "status": "value" if value else "suppressed",
            "source": "Zensus", "table": "T1", "retrieved_on": None, "file": "f", "sha256": "s",
        }
        for name, value in values.items()
    ]  # fmt: skip
    return pd.DataFrame([*rows, {**rows[0], "period": "2011", "value": 1.0}])


@pytest.fixture(scope="session")
def people() -> Callable[..., pd.DataFrame]:
    def build(n: int = 400, seed: int = 1, fathers: float = 0.06) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        draw = random.choice
        frame = pd.DataFrame(
            {
                "respondent": [f"a{i:05d}" for i in range(n)],
                "geschlecht": draw(
                    ["w", "m", "d", "kA", "_no_answer"],
                    n,
                    p=[0.96 - fathers, fathers, 0.01, 0.02, 0.01],
                ),
                "sgb2": draw(["ja", "nein", "kA"], n, p=[0.5, 0.44, 0.06]),
                "alterj": draw(AGES, n, p=[0.01, 0.3, 0.3, 0.3, 0.09]),
                "ort": draw(["m001", "m002", "m003", "m004"], n, p=[0.6, 0.37, 0.02, 0.01]),
            }
        )
        frame["submitted_on"], frame["duration_s"] = "2026-09-10", 500.0
        frame["mode"], frame["kanal"], frame["language"] = "web", "x", "de"
        frame["complete"] = True
        return frame

    return build


@pytest.fixture(scope="session")
def params(root: Path) -> Params:
    return load(root / "params.yaml")


@pytest.fixture(scope="session")
def inputs(
    codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> tuple[pd.DataFrame, pd.DataFrame, Params]:
    return codebook, indicators, params
