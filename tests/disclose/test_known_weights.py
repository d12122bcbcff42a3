"""An intruder who knows every weight: integer programs over the kinds of people in a small survey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.intruder import CODES, Intruder, conduct
from pipeline.disclose import overlap
from pipeline.params import Params

# fathers with benefits and without, mothers with and without
CELLS = {("m", "ja"): 8, ("m", "nein"): 6, ("w", "ja"): 60, ("w", "nein"): 76}


def _people(seed: int) -> pd.DataFrame:
    """Eight fathers with benefits among 150 people."""
    cells = [cell for cell, size in CELLS.items() for _ in range(size)]
    people = pd.DataFrame(cells, columns=["geschlecht", "sgb2"])
    random = np.random.default_rng(seed)
    return people.assign(
        respondent=[f"r{i}" for i in range(len(people))],
        kinder="k1",
        Q1=random.choice(CODES, len(people), p=[0.45, 0.35, 0.2]),
    )


@pytest.mark.parametrize("seed", range(3))
def test_eight_fathers_stay_hidden_from_who_knows_the_weights(seed: int, params: Params) -> None:
    survey = conduct(_people(seed), params)
    assert len(np.unique(survey.weights[:8].round(6))) == 8
    assert {"alle", "sgb2", "ohne_sgb2"} <= set(survey.public["target_group"])
    assert Intruder(survey).told() == []


def test_what_one_published_figure_tells_by_itself_is_no_fault_of_the_weights(
    params: Params,
) -> None:
    """Few people without benefits gave an answer; what they weigh is too little for all six fathers."""
    told = Intruder(conduct(_people(3), params)).told()
    assert [(people, width, beyond) for _, people, width, beyond in told] == [(6, 4, False)]


def test_without_noise_and_the_guard_of_weights_they_are_told_to_the_person(
    params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted leak, and that neither of the two is enough for the other six fathers."""
    people = _people(1)
    quiet = params.weighting.model_copy(update={"noise": 0.0})
    plain = params.model_copy(update={"weighting": quiet})
    guarded = Intruder(conduct(people, plain))
    monkeypatch.setattr(overlap, "_uneven", lambda question: False)
    bare = Intruder(conduct(people, plain))
    noisy = Intruder(conduct(people, params))
    monkeypatch.undo()
    both = Intruder(conduct(people, params))
    assert min(_widths(bare, "ja")) == 0
    assert min(_widths(bare, "nein")) == min(_widths(guarded, "nein")) == 0
    assert min(_widths(noisy, "nein")) < 5 <= min(_widths(both, "nein"))


def _widths(intruder: Intruder, benefits: str) -> list[int]:
    """By how many fathers each answer is open."""
    fathers = frozenset({("m", benefits, "k1")})
    ends = (intruder.ends(fathers, code) for code in CODES)
    return [round(most - least) for least, most in ends]


def test_if_everybody_counts_one_the_same_intruder_finds_nothing(params: Params) -> None:
    survey = conduct(_people(1), params, even=True)
    assert (survey.weights == 1).all()
    assert Intruder(survey).told() == []
