"""Employers weighted by employees: plain arithmetic over size classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.errors import PipelineError
from pipeline.estimate import estimate
from pipeline.params import Margin, Params, load
from pipeline.weight import weight

FRAME = {"g1": (7000.0, 20000.0), "g2": (2000.0, 18000.0), "g3": (1000.0, 22000.0)}
SAMPLE = {"g1": 60, "g2": 50, "g3": 40}


@pytest.fixture(scope="module")
def params(root: Path) -> Params:
    margin = Margin.model_validate(
        {
            "id": "groesse", "questionnaire": "arbeitgeber", "variable": "groesse",
            "targets": {c: {"indicator": f"betriebe_{c}"} for c in FRAME},
            "employees": {c: {"indicator": f"besch_{c}"} for c in FRAME},
        }
    )  # fmt: skip
    return load(root / "params.yaml").model_copy(update={"margins": [margin]})


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    random = np.random.default_rng(1)
    classes = np.repeat(list(SAMPLE), list(SAMPLE.values()))
    chance = np.array([{"g1": 0.1, "g2": 0.4, "g3": 0.8}[c] for c in classes])
    offers = np.where(random.random(len(classes)) < chance, "ja", "nein")
    table = pd.DataFrame({"groesse": classes, "angebot": offers})
    table["respondent"] = [f"b{i:03d}" for i in range(len(table))]
    return table


@pytest.fixture(scope="module")
def book() -> pd.DataFrame:
    base = {
        "questionnaire": "arbeitgeber", "item": None, "kind": "single", "need": np.nan,
        "field_of_action": None, "missing_kind": None, "universe": None, "sensitive": False,
    }  # fmt: skip
    rows = [("groesse", c, i + 1.0, "target_group") for i, c in enumerate(FRAME)]
    rows += [("angebot", c, np.nan, "wish") for c in ("ja", "nein")]
    return pd.DataFrame(
        [
            {**base, "variable": v, "question": v, "label": v, "category": c, "category_label": c,
             "order": i, "value": value, "role": role}
            for i, (v, c, value, role) in enumerate(rows)
        ]
    )  # fmt: skip


@pytest.fixture(scope="module")
def indicators() -> pd.DataFrame:
    rows = [
        {"indicator": f"{kind}_{c}", "region": "06440", "period": "2025", "value": value,
         "status": "value", "source": "BA", "table": "T"}
        for c, pair in FRAME.items()
        for kind, value in zip(("betriebe", "besch"), pair, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


Run = Callable[[pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]


@pytest.fixture(scope="module")
def run(book: pd.DataFrame, indicators: pd.DataFrame, params: Params) -> Run:
    def made(firms: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        weights = weight({"arbeitgeber": firms}, book, indicators, params).weights
        result = estimate(
            {"arbeitgeber": firms}, book, tables.check("weights", weights), None, params
        )
        tables.check("sums", result.sums)
        return tables.check("estimates", result.estimates), result.sums

    return made


def test_both_weightings_are_the_frames_means_of_the_classes(firms: pd.DataFrame, run: Run) -> None:
    figures, sums = run(firms)
    rows = figures.set_index("key")
    share = firms["angebot"].eq("ja").groupby(firms["groesse"]).mean()
    within = share * (1 - share) / pd.Series(SAMPLE)
    for group, column in (("alle", 0), ("beschaeftigte", 1)):
        totals = pd.Series({c: pair[column] for c, pair in FRAME.items()})
        by_hand = (share * totals).sum() / totals.sum()
        row = rows.loc[f"arbeitgeber/angebot/ja/{group}/share"]
        assert row["estimate"] == pytest.approx(by_hand, abs=1e-9), group
        variance = (within * (totals / totals.sum()) ** 2).sum()
        assert row["se"] == pytest.approx(np.sqrt(variance * 150 / 149), rel=1e-6), group
    biggest = FRAME["g3"][1] / 60000 / SAMPLE["g3"] * 150
    assert sums.set_index("variable").loc["angebot", "largest"] == pytest.approx(biggest)
    assert sums.set_index("variable").loc["angebot", "total"] == pytest.approx(150)


def test_below_a_hundred_answers_there_is_neither(firms: pd.DataFrame, run: Run) -> None:
    figures, sums = run(firms[::2].reset_index(drop=True))
    assert "beschaeftigte" not in set(figures["target_group"])
    assert sums.empty
    plain = firms[::2]["angebot"].eq("ja").mean()
    row = figures.set_index("key").loc["arbeitgeber/angebot/ja/alle/share"]
    assert row["estimate"] == pytest.approx(plain)


def test_an_unknown_figure_of_employees_is_a_fault(
    firms: pd.DataFrame, book: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    known = indicators[indicators["indicator"] != "besch_g2"]
    with pytest.raises(PipelineError, match="besch_g2"):
        weight({"arbeitgeber": firms}, book, known, params)
