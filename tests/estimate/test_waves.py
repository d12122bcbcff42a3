"""Waves are compared when they are comparable, and by the arithmetic of independent samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from pipeline.errors import PipelineError
from pipeline.estimate.waves import Wave, compare


def _wave(share: float, n: int, kita: int = 50, margin: str = "sgb2", after: float = 0.3) -> Wave:
    key = "alleinerziehende/K1/ja/alle/share"
    estimates = pd.DataFrame(
        {
            "key": [key], "questionnaire": ["alleinerziehende"], "statistic": ["share"],
            "estimate": [share], "se": [np.sqrt(share * (1 - share) / (n - 1))], "n": [n],
        }
    )  # fmt: skip
    margins = pd.DataFrame(
        {
            "questionnaire": "alleinerziehende", "margin": margin, "variable": margin,
            "category": ["ja", "nein"], "target": [0.3, 0.7], "before": [0.45, 0.55],
            "after": [after, 1 - after],
        }
    )  # fmt: skip
    participation = pd.DataFrame(
        {
            "questionnaire": "alleinerziehende",
            "kanal": ["kita", "amt"],
            "usable": [kita, 100 - kita],
        }
    )
    return Wave(estimates, margins, participation)


def test_a_change_equals_welchs_test() -> None:
    """R 4.2.2: ``t.test(rep(c(1, 0), c(80, 120)), rep(c(1, 0), c(60, 240)))``."""
    row = compare(_wave(0.2, 300), _wave(0.4, 200)).iloc[0]
    assert row["difference"] == pytest.approx(0.2)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.11794567, 0.28205433), rel=1e-7)
    assert row["p"] == pytest.approx(2.390758e-06, rel=1e-6)
    assert row["p_adjusted"] == row["p"]


def test_few_clusters_leave_few_degrees_of_freedom() -> None:
    """By arithmetic: Welch's degrees of freedom of 7 clusters in one stratum against 300 people."""
    clusters = pd.DataFrame(
        {
            "questionnaire": "alleinerziehende",
            "stratum": "-",
            "cluster": [f"-/k{i % 7}" for i in range(200)],
        }
    )
    waves = _wave(0.2, 300), replace(_wave(0.4, 200), weights=clusters)
    row = compare(*waves).iloc[0]
    v = np.array([0.2 * 0.8 / 299, 0.4 * 0.6 / 199])
    df = v.sum() ** 2 / (v[0] ** 2 / 299 + v[1] ** 2 / 6)
    assert df < 15
    half = stdtrit(df, 0.975) * np.sqrt(v.sum())
    assert row["ci_high"] - row["ci_low"] == pytest.approx(2 * half, rel=1e-12)
    people = clusters.assign(cluster=None)
    alone = compare(waves[0], replace(waves[1], weights=people)).iloc[0]
    assert alone["ci_low"] == compare(waves[0], _wave(0.4, 200)).iloc[0]["ci_low"]


def test_other_margins_are_not_compared() -> None:
    with pytest.raises(PipelineError, match="different margins"):
        compare(_wave(0.2, 300), _wave(0.4, 200, margin="geschlecht"))


def test_a_margin_that_one_wave_could_not_use_is_another_margin() -> None:
    """Too few answers: declared and known in both waves, but only one is weighted."""
    compare(_wave(0.2, 300), _wave(0.4, 200, after=0.31))  # met, but for trimming
    with pytest.raises(PipelineError, match=r"different margins: sgb2 \(ja\)") as caught:
        compare(_wave(0.2, 30, after=0.45), _wave(0.4, 200))
    assert "run the earlier wave again" in caught.value.faults[0].hint
    compare(_wave(0.2, 300, after=0.45), _wave(0.4, 200, after=0.45))  # neither is weighted


def test_other_channels_are_not_compared() -> None:
    compare(_wave(0.2, 300, kita=50), _wave(0.4, 200, kita=70))
    with pytest.raises(PipelineError, match="30% would have had to come another way"):
        compare(_wave(0.2, 300, kita=50), _wave(0.4, 200, kita=80))
