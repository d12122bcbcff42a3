"""Replicates are whole weightings done again: checked person by person with code of the test's own."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq

from pipeline.params import Params
from pipeline.weight import weight

Array = NDArray[np.float64]
TARGETS = {"geschlecht": {"w": 0.88, "m": 0.12}, "sgb2": {"ja": 0.35, "nein": 0.65}}  # conftest
CHECKED = 20


def rake(weights: Array, people: pd.DataFrame) -> Array:
    """Iterative proportional fitting on persons; who has no known category keeps the share drawn."""
    out = weights.copy()
    known = {v: people[v].isin(list(t)).to_numpy() for v, t in TARGETS.items()}
    drawn = out_drawn(people)
    wanted = {v: float(drawn[inside].sum()) for v, inside in known.items()}
    rest = {v: float(drawn[~inside].sum()) for v, inside in known.items()}
    for _ in range(3000):
        before = out.copy()
        for variable, targets in TARGETS.items():
            for code, share in targets.items():
                members = (people[variable] == code).to_numpy()
                out[members] *= share * wanted[variable] / out[members].sum()
            others = ~known[variable]
            if rest[variable] > 0:
                out[others] *= rest[variable] / out[others].sum()
        if np.abs(out - before).max() < 1e-14:
            break
    return out


def out_drawn(people: pd.DataFrame) -> Array:
    return people["drawn"].to_numpy(dtype=float)


def cut(weights: Array, people: pd.DataFrame, low: float, high: float) -> Array:
    """Hold the factors between limits; one common scale of the factors keeps the total."""
    drawn = out_drawn(people)
    factor = np.divide(weights, drawn, out=np.ones_like(weights), where=drawn > 0)

    def excess(log_scale: float) -> float:
        kept = np.clip(factor * np.exp(log_scale), low, high)
        return float((drawn * kept).sum() - drawn.sum())

    scale = np.exp(brentq(excess, -20, 20, xtol=1e-14))
    return np.asarray(drawn * np.clip(factor * scale, low, high))


def outside(weights: Array, people: pd.DataFrame, low: float, high: float) -> bool:
    drawn = out_drawn(people)
    factor = weights[drawn > 0] / drawn[drawn > 0]
    return bool((factor < low - 1e-9).any() or (factor > high + 1e-9).any())


def by_hand(people: pd.DataFrame, low: float, high: float) -> Array:
    """Rake, then cut and rake until nothing is outside or 25 rounds are over; the last step is a cut."""
    weights = rake(out_drawn(people), people)
    if not outside(weights, people, low, high):
        return weights
    for _ in range(25):
        weights = rake(cut(weights, people, low, high), people)
        if not outside(weights, people, low, high):
            break
    return cut(weights, people, low, high)


@pytest.mark.parametrize(("low", "high"), [(0.05, 20.0), (0.5, 1.6)])
def test_twenty_replicates_recomputed_person_by_person(  # noqa: PLR0917
    people: Callable[..., pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
    low: float,
    high: float,
) -> None:
    """Draws from the seed, then raking, trimming and normalisation by other code: the same weights.

    The second pair of limits cuts in every replicate; had a replicate only multiplied the final weights by
    its draws, or were it raked without trimming, it would differ.
    """
    answers = people()
    n = len(answers)
    limits = params.weighting.model_copy(update={"min_weight": low, "max_weight": high})
    own = params.model_copy(update={"weighting": limits})
    made = weight({"alleinerziehende": answers}, codebook, indicators, own)
    columns = [c for c in made.replicates.columns if c not in ("questionnaire", "respondent")]
    random = np.random.default_rng([params.seed, zlib.crc32(b"alleinerziehende")])
    drawn = random.integers(0, n, size=(len(columns), n - 1))
    start = made.weights["base_weight"].to_numpy(dtype=float)
    final = made.weights["weight"].to_numpy(dtype=float)
    short_cut = 0.0
    for i in range(CHECKED):
        counts = np.bincount(drawn[i], minlength=n) * (n / (n - 1))
        begun = counts * start / (counts * start).mean()
        mine = by_hand(answers.assign(drawn=begun), low, high)
        theirs = made.replicates[columns[i]].to_numpy(dtype=float)
        np.testing.assert_allclose(theirs, mine, atol=2e-6)
        assert theirs.mean() == pytest.approx(1.0, abs=1e-9)
        short_cut = max(short_cut, float(np.abs(theirs - final * counts).max()))
    assert (
        short_cut > 0.05
    )  # the test would see a replicate that is only drawn and not weighted anew
