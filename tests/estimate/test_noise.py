"""Noise in base weights: raking begins there, and shares and errors are R's of the same base weights.

``tests/golden/noise.R`` states the R calls (R 4.2.2, survey 4.1-1); ``noise.csv`` are our base weights.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.estimate import estimate
from pipeline.params import Params
from pipeline.weight import Weighting
from tests.estimate.test_joined_margins import AGE, margin, weighted

SEX = {"w": "w", "m": "m"}


@pytest.fixture(scope="module")
def people(root: Path) -> pd.DataFrame:
    people = pd.read_csv(root / "tests/golden/parents.csv", dtype=str)
    return people.assign(weg=people["weg"].astype(float))


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/noise_r.csv").set_index("key")["value"]


@pytest.fixture(scope="module")
def made(people: pd.DataFrame, codebook: pd.DataFrame, params: Params) -> Weighting:
    margins = margin("geschlecht", SEX), margin("alterj", AGE)
    return weighted(people, codebook, params, *margins, noise=0.2)


def test_weights_are_those_that_r_rakes_from_the_same_base_weights(
    made: Weighting, golden: pd.Series, root: Path
) -> None:
    given = pd.read_csv(root / "tests/golden/noise.csv", dtype={"respondent": str})
    weights = made.weights.set_index("respondent")
    base = given.set_index("respondent")["base"]
    pd.testing.assert_series_equal(weights["base_weight"][base.index], base, check_names=False)
    keys = [key for key in golden.index if key.startswith("weight/")]
    ours = weights["weight"][[key.removeprefix("weight/") for key in keys]].to_numpy()
    assert len(keys) > 50
    assert ours == pytest.approx(golden[keys].to_numpy(), rel=1e-8)


@pytest.mark.parametrize("group", ["alle", "vaeter"])
def test_shares_and_errors_equal_rs(  # noqa: PLR0917
    people: pd.DataFrame,
    codebook: pd.DataFrame,
    params: Params,
    made: Weighting,
    golden: pd.Series,
    group: str,
) -> None:
    found = estimate({"alleinerziehende": people}, codebook, made.weights, None, params)
    table = found.estimates.set_index("key")
    for code in "1234":
        row = table.loc[f"alleinerziehende/K1_a/{code}/{group}/share"]
        assert row["estimate"] == pytest.approx(golden[f"K1_a/{code}/{group}/share"], rel=1e-8)
        assert row["se"] == pytest.approx(golden[f"K1_a/{code}/{group}/se"], rel=1e-6)
