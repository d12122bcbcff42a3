"""Strata, clusters, finite populations, calibration: against R's survey (../shared/reference).

R 4.2.2, package survey 4.5; calls as in that folder's README.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.estimate.design import Design, rao_scott, replicate_error


@pytest.fixture(scope="module")
def strat(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "reference/apistrat.csv")


@pytest.fixture(scope="module")
def clus(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "reference/apiclus1.csv")


def _stratified(data: pd.DataFrame) -> Design:
    return Design.of(data["pw"], strata=data["stype"], population=data["fpc"])


def _clustered(data: pd.DataFrame) -> Design:
    return Design.of(data["pw"], clusters=data["dnum"], population=data["fpc"])


def _numbers(data: pd.DataFrame, name: str) -> np.ndarray:
    return data[name].to_numpy(dtype=float)


def test_stratified_means_totals_and_ratios_equal_rs(strat: pd.DataFrame) -> None:
    design = _stratified(strat)
    assert design.degrees_of_freedom == 197
    assert design.mean(_numbers(strat, "api00")) == pytest.approx(
        (662.2873632, 9.4089408), rel=1e-8
    )
    total = design.total(_numbers(strat, "enroll"))
    assert total == pytest.approx((3687177.53, 114641.72), rel=1e-7)
    ratio = design.ratio(_numbers(strat, "api.stu"), _numbers(strat, "enroll"))
    assert ratio == pytest.approx((0.8369568869, 0.007757103167), rel=1e-8)


@pytest.mark.parametrize(
    ("column", "category", "variable", "expected"),
    [
        ("stype", "E", "api99", (635.87, 13.18767808)),
        ("stype", "H", "api99", (617.36, 15.27341978)),
        ("stype", "M", "api99", (610.20, 16.34219218)),
        ("comp.imp", "Yes", "api00", (676.40229, 11.71468)),
    ],
)
def test_domain_means_equal_rs(
    column: str, category: str, variable: str, expected: tuple[float, float], strat: pd.DataFrame
) -> None:
    found = _stratified(strat).mean(
        _numbers(strat, variable), (strat[column] == category).to_numpy()
    )
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("other", "f", "df", "below"),
    [
        ("comp.imp", 47.317733, 1, 197),
        ("stype", 17.24744396, 1.828671504, 360.24828632),
    ],
)
def test_rao_scott_tests_equal_rs(
    other: str, f: float, df: float, below: float, strat: pd.DataFrame
) -> None:
    codes = [pd.factorize(strat[name])[0] for name in ("sch.wide", other)]
    found = rao_scott(_stratified(strat), *codes)
    assert found[:3] == pytest.approx((f, df, below), rel=1e-6)


def test_clustered_means_and_totals_equal_rs(clus: pd.DataFrame) -> None:
    design = _clustered(clus)
    assert design.degrees_of_freedom == 14
    assert design.mean(_numbers(clus, "api00")) == pytest.approx((644.169399, 23.542241), rel=1e-7)
    total = design.total(_numbers(clus, "enroll"))
    assert total == pytest.approx((3404940.13, 932235.03), rel=1e-7)


def test_raked_and_post_stratified_figures_equal_rs(clus: pd.DataFrame) -> None:
    kinds = {"E": 4421.0, "H": 755.0, "M": 1018.0}
    raked = _clustered(clus).raked(
        [(clus["stype"], kinds), (clus["sch.wide"], {"No": 1072.0, "Yes": 5122.0})]
    )
    assert raked.mean(_numbers(clus, "api00")) == pytest.approx((641.2303209, 23.7036169), rel=1e-6)
    total = raked.total(_numbers(clus, "enroll"))
    assert total == pytest.approx((3647280.148, 400603.257), rel=1e-6)
    post = _clustered(clus).raked([(clus["stype"], kinds)])
    assert post.mean(_numbers(clus, "api00")) == pytest.approx((642.31079, 23.92049), rel=1e-6)
    total = post.total(_numbers(clus, "enroll"))
    assert total == pytest.approx((3680892.9451, 406292.64), rel=1e-6)


def test_stratified_and_clustered_means_equal_svy(strat: pd.DataFrame) -> None:
    import polars as pl
    import svy

    data = pl.DataFrame({"x": strat["api00"].astype(float), "h": strat["stype"], "w": strat["pw"]})
    sample = svy.Sample(data, svy.Design(stratum="h", wgt="w"))
    found = sample.estimation.mean("x").to_polars()
    design = Design.of(strat["pw"], strata=strat["stype"])
    value, se = design.mean(_numbers(strat, "api00"))
    assert value == pytest.approx(found["est"][0], rel=1e-9)
    assert se == pytest.approx(found["se"][0], rel=1e-9)


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    """The data of tests/golden/designs.R: stratum c has one respondent."""
    return pd.DataFrame(
        {
            "x": [3.0, 5, 4, 8, 9, 7, 12, 2, 6], "y": [1, 0, 1, 1, 0, 1, 1, 0, 1],
            "h": list("aaabbbcba"), "w": [2.0, 2, 3, 4, 4, 5, 6, 4, 2],
            "size": [20.0, 20, 20, 30, 30, 30, 5, 30, 20],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/designs_r.csv").set_index("key")["value"]


@pytest.mark.parametrize("rule", ["adjust", "certainty"])
@pytest.mark.parametrize("finite", [False, True])
def test_lonely_strata_and_finite_populations_equal_rs(
    rule: str, finite: bool, small: pd.DataFrame, golden: pd.Series
) -> None:
    """``options(survey.lonely.psu = rule)``; the calls stand in tests/golden/designs.R."""
    population = small["size"] if finite else None
    design = Design.of(small["w"], strata=small["h"], population=population, lonely=rule)
    x, name = small["x"].to_numpy(), f"{rule}/{str(finite).upper()}"
    assert design.mean(x) == pytest.approx((golden[f"{name}/mean"], golden[f"{name}/mean_se"]))
    assert design.total(x)[1] == pytest.approx(golden[f"{name}/total_se"])
    inside = (small["y"] == 1).to_numpy()
    assert design.mean(x, inside)[1] == pytest.approx(golden[f"{name}/domain_se"])


def test_the_error_from_bootstrap_replicates_equals_rs(
    small: pd.DataFrame, golden: pd.Series
) -> None:
    weights = golden[golden.index.str.startswith("replicate/")].to_numpy().reshape(40, 9)
    means = weights @ small["x"].to_numpy() / weights.sum(axis=1)
    assert replicate_error(means) == pytest.approx(golden["bootstrap/mean_se"])


def test_a_lonely_cluster_is_refused_unless_a_rule_is_named() -> None:
    """By hand: two clusters in one stratum, and the square of the lonely one if it is adjusted."""
    x, strata = np.array([1.0, 3.0, 8.0]), ["a", "a", "b"]
    with pytest.raises(PipelineError, match="one cluster"):
        Design.of([1, 1, 1], strata=strata).total(x)
    certain = Design.of([1, 1, 1], strata=strata, lonely="certainty").total(x)[1] ** 2
    assert certain == pytest.approx(2 * ((1 - 2) ** 2 + (3 - 2) ** 2))
    adjusted = Design.of([1, 1, 1], strata=strata, lonely="adjust").total(x)[1] ** 2
    assert adjusted == pytest.approx(certain + 8**2)
    with pytest.raises(PipelineError, match="no rule"):
        Design.of([1], lonely="remove")


def test_totals_that_contradict_each_other_are_refused() -> None:
    design = Design.of([1.0, 1.0, 1.0])
    with pytest.raises(PipelineError, match="cannot all be met"):
        design.raked([(["a", "a", "b"], {"a": 5, "b": 5}), (["x", "x", "y"], {"x": 7, "y": 3})])
