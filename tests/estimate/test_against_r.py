"""The batch estimator gives what R's survey gives, raked and unweighted, in every group.

``tests/golden/parents.R`` states the R calls (R 4.2.2, survey 4.1-1); ``parents.csv`` holds made-up answers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from pipeline.estimate import Estimates, contrasts, estimate
from pipeline.estimate.intervals import clopper_pearson
from pipeline.params import Disclosure, Params

Answers = dict[str, pd.DataFrame]
CLOSE = {"rel": 1e-6, "abs": 1e-9}
GROUPS = ["alle", "muetter", "vaeter", "sgb2", "migration", "kind_6_plus"]


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/parents_r.csv").set_index("key")["value"]


@pytest.fixture(scope="module")
def parents(root: Path) -> Answers:
    people = pd.read_csv(root / "tests/golden/parents.csv", dtype=str)
    people["weg"] = people["weg"].astype(float)
    return {"alleinerziehende": people}


@pytest.fixture(scope="module")
def weights(parents: Answers, raked: Callable[[Answers], pd.DataFrame]) -> pd.DataFrame:
    return raked(parents)


@pytest.fixture(scope="module")
def everything(
    parents: Answers, weights: pd.DataFrame, codebook: pd.DataFrame, params: Params
) -> dict[str, Estimates]:
    plain = weights.assign(weight=1.0, cell=None)
    small = params.model_copy(
        update={"disclosure": Disclosure.model_construct(min_n=1, bracket_below=1)}
    )
    return {
        "raked": estimate(parents, codebook, weights, None, small),
        "plain": estimate(parents, codebook, plain, None, small),
    }


def test_raked_weights_equal_rs(golden: pd.Series, weights: pd.DataFrame) -> None:
    expected = golden[[f"weight/{name}" for name in weights["respondent"]]].to_numpy()
    np.testing.assert_allclose(weights["weight"], expected, rtol=1e-8)


@pytest.mark.parametrize("weighting", ["raked", "plain"])
@pytest.mark.parametrize("group", GROUPS)
def test_shares_means_and_their_errors_equal_svyby(
    weighting: str, group: str, golden: pd.Series, everything: dict[str, Estimates]
) -> None:
    table = everything[weighting].estimates.set_index("key")

    def of(key: str, column: str) -> float:
        return float(table.loc[f"alleinerziehende/{key}", column])

    def r(name: str) -> float:
        return float(golden[f"{weighting}/{group}/{name}"])

    for code in "1234":
        key = f"K1_a/{code}/{group}/share"
        assert of(key, "estimate") == pytest.approx(r(f"K1_a/{code}/share"), **CLOSE)
        assert of(key, "se") == pytest.approx(r(f"K1_a/{code}/se"), **CLOSE)
    assert of(f"K2_a/ja/{group}/share", "se") == pytest.approx(r("K2_a/ja/se"), **CLOSE)
    for key, name in (("K1_a/-", "scale"), ("weg/-", "weg")):
        assert of(f"{key}/{group}/mean", "estimate") == pytest.approx(r(f"{name}/mean"), **CLOSE)
        assert of(f"{key}/{group}/mean", "se") == pytest.approx(r(f"{name}/mean_se"), **CLOSE)
    assert of(f"K1_a/-/{group}/score", "se") == pytest.approx(r("need/mean_se"), **CLOSE)


@pytest.fixture(scope="module")
def times(
    parents: Answers, weights: pd.DataFrame, params: Params
) -> Callable[[str, str], tuple[np.ndarray, np.ndarray]]:
    """The answers to ``weg`` in a group in ascending order, and cumulated shares."""

    def build(weighting: str, group: str) -> tuple[np.ndarray, np.ndarray]:
        people = parents["alleinerziehende"]
        inside = people["weg"].notna()
        for declared in params.target_groups:
            if declared.id == group:
                inside &= people[declared.conditions[0].variable].isin(declared.conditions[0].codes)
        w = weights["weight"].to_numpy() if weighting == "raked" else np.ones(len(people))
        rows = inside.to_numpy()
        order = np.argsort(people["weg"].to_numpy()[rows], kind="stable")
        return people["weg"].to_numpy()[rows][order], np.cumsum(w[rows][order]) / w[rows].sum()

    return build


@pytest.mark.parametrize("weighting", ["raked", "plain"])
@pytest.mark.parametrize("group", GROUPS)
def test_medians_equal_svyquantile_and_their_bounds_follow_from_rs_error(
    weighting: str,
    group: str,
    golden: pd.Series,
    everything: dict[str, Estimates],
    times: Callable[[str, str], tuple[np.ndarray, np.ndarray]],
) -> None:
    """Woodruff inverts 0.5 ± t·se. R inverts F(median) ± t·se, too high where many give one answer."""
    table = everything[weighting].estimates.set_index("key")
    row = table.loc[f"alleinerziehende/weg/-/{group}/median"]
    assert row["estimate"] == golden[f"{weighting}/{group}/weg/median"]
    x, cumulated = times(weighting, group)
    half = stdtrit(len(x) - 1, 0.975) * golden[f"{weighting}/{group}/weg/se_at_median"]
    for column, at in (("ci_low", 0.5 - half), ("ci_high", 0.5 + half)):
        assert row[column] == x[np.argmax(cumulated >= at)]


@pytest.mark.parametrize("group", GROUPS)
def test_the_design_effect_of_everybody_and_beta_intervals_equal_rs(
    group: str, golden: pd.Series, everything: dict[str, Estimates]
) -> None:
    """R's effective n is p(1-p)/se²; its deff divides by the variance of n respondents."""
    row = (
        everything["plain"]
        .estimates.set_index("key")
        .loc[f"alleinerziehende/K2_a/ja/{group}/share"]
    )
    p, n = row["estimate"], row["estimate"] * (1 - row["estimate"]) / row["se"] ** 2
    low, high = clopper_pearson(np.array([p]), np.array([n]))
    assert low[0] == pytest.approx(golden[f"plain/{group}/K2_a/ja/beta_low"], **CLOSE)
    assert high[0] == pytest.approx(golden[f"plain/{group}/K2_a/ja/beta_high"], **CLOSE)


@pytest.mark.parametrize("group", ["sgb2", "migration", "muetter"])
@pytest.mark.parametrize("answer", ["K1_a/1+2", "K2_a/ja"])
def test_differences_and_their_errors_equal_svyglm(
    group: str, answer: str, golden: pd.Series, everything: dict[str, Estimates]
) -> None:
    tests = everything["raked"].tests.set_index("key")
    row = tests.loc[f"alleinerziehende/{answer}/{group}/share"]
    assert row["contrast"] == f"{group} - {contrasts.COMPLEMENT}"
    expected = f"contrast/{group}/{'bad' if answer.startswith('K1') else 'wish'}"
    assert row["difference"] == pytest.approx(golden[f"{expected}/difference"], **CLOSE)
    half = (row["ci_high"] - row["ci_low"]) / 2 / stdtrit(399, 0.975)
    assert half == pytest.approx(golden[f"{expected}/se"], **CLOSE)


def test_shares_in_domains_equal_svy(parents: Answers, weights: pd.DataFrame, codebook: pd.DataFrame,
                                     params: Params) -> None:  # fmt: skip
    """Svy 0.35, weights taken as they are (no calibration): ``estimation.prop(y, by=…)``."""
    import polars as pl
    import svy

    people = parents["alleinerziehende"]
    fixed = weights.assign(cell=None)
    table = estimate(parents, codebook, fixed, None, params).estimates.set_index("key")
    valid = people["K1_a"].isin(list("1234")).to_numpy()
    data = pl.DataFrame(
        {
            "y": people["K1_a"].to_numpy()[valid].astype(str).tolist(),
            "aid": people["sgb2"].to_numpy()[valid].astype(str).tolist(),
            "w": weights["weight"].to_numpy()[valid],
        }
    )
    found = svy.Sample(data, svy.Design(wgt="w")).estimation.prop("y", by="aid").to_polars()
    for row in found.filter(pl.col("aid").is_in(["ja", "nein"])).iter_rows(named=True):
        group = {"ja": "sgb2", "nein": "ohne_sgb2"}[row["aid"]]
        ours = table.loc[f"alleinerziehende/K1_a/{row['y']}/{group}/share"]
        assert ours["estimate"] == pytest.approx(row["est"], rel=1e-9)
        # svy leaves out respondents without a valid answer, we count them into n of n / (n - 1)
        factor = np.sqrt(400 / 399 / (valid.sum() / (valid.sum() - 1)))
        assert ours["se"] == pytest.approx(row["se"] * factor, rel=1e-9)
