"""Base weights that nobody can work out from margins and numbers of answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.params import Params
from pipeline.weight import weight
from pipeline.weight.noise import base_weights

MOST = 0.2
IDS = [f"r{i}" for i in range(500)]
CELLS = np.repeat([0, 1, 2, 3], [1, 6, 93, 400])


def test_every_cell_keeps_its_total_and_nobody_leaves_the_limits() -> None:
    made = base_weights(IDS, CELLS, MOST, 1, "x")
    np.testing.assert_allclose(np.bincount(CELLS, weights=made), [1, 6, 93, 400], rtol=1e-12)
    assert made[0] == 1
    assert 1 - MOST < made.min() < made.max() < 1 + MOST
    assert np.sort(made[CELLS == 1]) == pytest.approx(
        1 + MOST * np.array([-5, -3, -1, 1, 3, 5]) / 6
    )


def test_it_depends_on_ids_and_seed_alone_and_not_on_rows_or_names_of_cells() -> None:
    made = dict(zip(IDS, base_weights(IDS, CELLS, MOST, 1, "x"), strict=True))
    turned = np.random.default_rng(3).permutation(len(IDS))
    again = base_weights([IDS[i] for i in turned], 3 - CELLS[turned], MOST, 1, "x")
    assert made == dict(zip((IDS[i] for i in turned), again, strict=True))
    for seed, stream in ((2, "x"), (1, "y")):
        other = base_weights(IDS, CELLS, MOST, seed, stream)
        assert abs(np.corrcoef(other[CELLS == 3], [made[i] for i in IDS[100:]])[0, 1]) < 0.2


def test_factors_have_nothing_to_do_with_the_order_of_ids() -> None:
    made = base_weights(IDS, CELLS, MOST, 1, "x")[CELLS == 3]
    assert abs(np.corrcoef(made, np.arange(400))[0, 1]) < 0.1
    assert abs(np.corrcoef(made[:-1], made[1:])[0, 1]) < 0.1


def test_both_margins_are_met_where_few_fathers_have_benefits_and_each_counts_otherwise(
    people: Callable[..., pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> None:
    sample = people(n=100, fathers=0.14)
    few = ((sample["geschlecht"] == "m") & (sample["sgb2"] == "ja")).to_numpy()
    assert 1 < few.sum() < 10
    result = weight({"alleinerziehende": sample}, codebook, indicators, params)
    assert result.metrics["unused_margins"] == []
    np.testing.assert_allclose(result.margins["after"], result.margins["target"], atol=1e-8)
    weights = result.weights["weight"].to_numpy()
    assert len(np.unique(weights[few].round(6))) == few.sum()


def test_what_is_weighted_by_nothing_counts_one(
    people: Callable[..., pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> None:
    plain = params.model_copy(update={"margins": []})
    result = weight({"alleinerziehende": people(60)}, codebook, indicators, plain)
    assert (result.weights[["base_weight", "weight"]] == 1).all(axis=None)


def test_without_noise_weights_are_those_of_plain_raking(
    people: Callable[..., pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> None:
    sample = people(n=100, fathers=0.14)
    none = params.weighting.model_copy(update={"noise": 0.0})
    plain = params.model_copy(update={"weighting": none})
    result = weight({"alleinerziehende": sample}, codebook, indicators, plain)
    assert (result.weights["base_weight"] == 1).all()
    few = ((sample["geschlecht"] == "m") & (sample["sgb2"] == "ja")).to_numpy()
    assert result.weights["weight"][few].round(9).nunique() == 1
