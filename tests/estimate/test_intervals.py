"""Intervals: against R, and whether they cover the truth as often as they say."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from pipeline.estimate.intervals import clopper_pearson, logit, share, student, wilson


@pytest.fixture(scope="module")
def coverage(root: Path) -> ModuleType:
    sys.path.insert(0, str(root))
    try:
        return importlib.import_module("benchmarks.coverage")
    finally:
        sys.path.remove(str(root))


@pytest.mark.parametrize(
    ("hits", "n", "score", "exact"),
    [
        (81, 263, (0.255289, 0.366210), (0.252737, 0.367622)),
        (0, 20, (0, 0.161125), (0, 0.168433)),
        (1, 29, (0.006113, 0.171755), (0.000873, 0.177644)),
    ],
)
def test_simple_binomial_intervals_equal_rs(
    hits: int, n: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    """Values of R 4.2.2, survey 4.5 (../shared/reference/README.md)."""
    p, size = np.array([hits / n]), np.array([float(n)])
    np.testing.assert_allclose(np.concatenate(wilson(p, size)), score, atol=1e-6)
    np.testing.assert_allclose(np.concatenate(clopper_pearson(p, size)), exact, atol=1e-6)


def test_survey_intervals_equal_rs_svyciprop() -> None:
    """``svyciprop(~I(sch.wide == "Yes"), dstrat)``: apistrat, df 197, effective n p(1-p)/se²."""
    p, n = np.array([0.827948011]), np.array([240.353832491])
    low, high = wilson(p, n, np.array([197.0]))
    np.testing.assert_allclose([low[0], high[0]], [0.774814586, 0.870637562], rtol=1e-6)
    scaled = (
        n * (student(0.0, 1.0, np.array([199.0]))[1] / student(0.0, 1.0, np.array([197.0]))[1]) ** 2
    )
    low, high = clopper_pearson(p, scaled)
    np.testing.assert_allclose([low[0], high[0]], [0.774171329, 0.873431593], rtol=1e-6)
    se = np.sqrt(p * (1 - p) / n)
    low, high = logit(p, se, np.array([197.0]))
    np.testing.assert_allclose([low[0], high[0]], [0.774539654, 0.870814855], rtol=1e-6)


def test_the_house_interval_shrinks_effective_n_where_clusters_are_few() -> None:
    """By the ratio of Student's quantiles, as R: 100 respondents in 12 clusters (df 11)."""
    p, n, df = np.array([0.04]), np.array([80.0]), np.array([11.0])
    t = [student(0.0, 1.0, np.array([f]))[1][0] for f in (99.0, 11.0)]
    expected = clopper_pearson(p, n * (t[0] / t[1]) ** 2)
    np.testing.assert_allclose(share(p, n, df, np.array([100.0])), expected)
    assert (
        share(p, n, df, np.array([100.0]))[1] > share(p, n, np.array([99.0]), np.array([100.0]))[1]
    )


def test_the_beta_interval_takes_over_where_the_rarer_answer_is_rare() -> None:
    p, n = np.array([0.04, 0.96, 0.05, 0.5]), np.full(4, 100.0)
    low, high = share(p, n, n - 1)
    beta, score = clopper_pearson(p, n), wilson(p, n, n - 1)
    np.testing.assert_array_equal(low[:2], beta[0][:2])
    np.testing.assert_array_equal(high[2:], score[1][2:])


@pytest.mark.parametrize("n_effective", [60, 169, 400])
def test_intervals_cover_the_truth_as_often_as_they_say(
    n_effective: int, coverage: ModuleType
) -> None:
    """600 surveys; ``python -m benchmarks coverage`` does 5,000 and holds the narrower limits."""
    result = coverage.simulate(600, n_effective, seed=3)
    assert result.n_effective == pytest.approx(n_effective, rel=0.1)
    assert 0.935 <= result.covered[result.wilson].mean() <= 0.97
    assert result.covered[result.wilson].min() >= 0.91
    assert result.covered[~result.wilson].min() >= 0.93


def test_intervals_fail_when_taking_part_depends_on_the_answer(coverage: ModuleType) -> None:
    result = coverage.simulate(200, 400, seed=3, odds_of_taking_part=1.5)
    assert result.covered.mean() < 0.6
