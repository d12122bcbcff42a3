"""A margin that joins answers against R's survey, which rakes to a recoded variable.

``tests/golden/joined.R`` states the R calls (R 4.2.2, survey 4.1-1); ``parents.csv`` holds made-up answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.estimate import estimate
from pipeline.params import Margin, Params
from pipeline.weight import Weighting, weight

OFFICIAL = {"w": 88.0, "m": 12.0, "low": 40.0, "u10": 25.0, "high": 35.0}
AGE = {"u18+u14": "high", "u6+u3": "low", "u10": "u10"}


def margin(variable: str, targets: dict[str, str]) -> Margin:
    given = {category: {"indicator": name} for category, name in targets.items()}
    return Margin.model_validate({"id": variable, "variable": variable, "targets": given})


def weighted(
    people: pd.DataFrame,
    codebook: pd.DataFrame,
    params: Params,
    *margins: Margin,
    noise: float = 0.0,
) -> Weighting:
    row: dict[str, Any] = {
        "region": params.network.region, "period": "2024", "status": "value", "source": "s", "table": "t",
    }  # fmt: skip
    official = pd.DataFrame([{**row, "indicator": k, "value": v} for k, v in OFFICIAL.items()])
    limits = params.weighting.model_copy(update={"noise": noise})
    changed = params.model_copy(update={"margins": list(margins), "weighting": limits})
    return weight({"alleinerziehende": people}, codebook, official, changed)


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/joined_r.csv").set_index("key")["value"]


@pytest.fixture(scope="module")
def people(root: Path) -> pd.DataFrame:
    people = pd.read_csv(root / "tests/golden/parents.csv", dtype=str)
    return people.assign(weg=people["weg"].astype(float))


@pytest.fixture(scope="module")
def both(people: pd.DataFrame, codebook: pd.DataFrame, params: Params) -> Weighting:
    sex = margin("geschlecht", {"w": "w", "m": "m"})
    return weighted(people, codebook, params, sex, margin("alterj", AGE))


def test_weights_equal_those_of_rs_rake_on_the_recoded_variable(
    people: pd.DataFrame, both: Weighting, golden: pd.Series
) -> None:
    sex = people["geschlecht"].where(people["geschlecht"].isin(["w", "m"]), "-")
    class_of = {"u3": "u3+u6", "u6": "u3+u6", "u10": "u10", "u14": "u14+u18", "u18": "u14+u18"}
    keys = "rake/" + sex + "/" + people["alterj"].map(class_of)
    np.testing.assert_allclose(both.weights["weight"], golden[keys], rtol=1e-9)


def test_one_joined_margin_is_rs_post_stratification(
    people: pd.DataFrame, codebook: pd.DataFrame, params: Params, golden: pd.Series
) -> None:
    made = weighted(people, codebook, params, margin("alterj", AGE)).weights
    keys = made["cell"].str.replace("alterj=", "post/")
    assert set(keys) == {"post/u3+u6", "post/u10", "post/u14+u18"}
    np.testing.assert_allclose(made["weight"], golden[keys], rtol=1e-12)


def test_shares_and_errors_equal_rs_also_of_the_answers_that_are_joined(
    people: pd.DataFrame,
    codebook: pd.DataFrame,
    params: Params,
    both: Weighting,
    golden: pd.Series,
) -> None:
    """What is known is the joined share: within it the answers vary, the class that stands alone does not."""
    made = estimate({"alleinerziehende": people}, codebook, both.weights, None, params)
    table = made.estimates.set_index("key")
    for name in ("K1_a/1", "K1_a/2", "K1_a/3", "K1_a/4", "alterj/u3", "alterj/u6", "alterj/u14"):
        row = table.loc[f"alleinerziehende/{name}/alle/share"]
        assert row["estimate"] == pytest.approx(golden[f"{name}/share"], rel=1e-8)
        assert row["se"] == pytest.approx(golden[f"{name}/se"], rel=1e-6)
    assert table.loc["alleinerziehende/alterj/u10/alle/share", "estimate"] == pytest.approx(0.25)
