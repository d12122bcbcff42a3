"""Margins at the wall: no finer than their question, joined answers (``a+b``) protected like single ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.disclose import disclose
from pipeline.disclose.counts import gaps
from pipeline.params import Params

Survey = Callable[..., dict[str, pd.DataFrame]]
WEIGHT = {"A": 0.5, "B": 1.4}  # of the cells of another margin, which the intruder knows
PEOPLE = 100
HALF = {"value": 0.005, "rounded": 0.025}


def _table(codes: np.ndarray, weights: np.ndarray, *categories: str) -> pd.DataFrame:
    """Table ``margins`` of one margin on ``Q1``."""
    rows = []
    for category in categories:
        inside = np.isin(codes, category.split("+"))
        rows.append(
            {
                "questionnaire": "alleinerziehende", "margin": "Q1", "variable": "Q1",
                "category": category, "target": 1 / len(categories), "target_source": "BA",
                "before": inside.mean(), "after": weights[inside].sum() / weights.sum(),
                "assumed": False,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _public(
    codes: np.ndarray, inputs: tuple[Survey, pd.DataFrame, Params], *categories: str
) -> pd.DataFrame:
    survey, codebook, params = inputs
    table = _table(codes, np.ones(len(codes)), *categories)
    made = {**survey(codes, {}), "codebook": codebook, "margins": table}
    return disclose(params, made)["margins"]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((2, 35, 64), 0.35),  # two people in `a`: five points, though 37 are in `a+b`
        ((2, 0, 99), 0.0),
        ((7, 30, 64), 0.37),
        ((0, 37, 64), 0.37),  # of nobody nothing can be told
        ((7, 8, 14), 0.5),  # 29 answers: as coarse as their question
        ((4, 4, 12), 0.4),
    ],
)
def test_a_joined_answer_is_as_coarse_as_the_rarest_of_its_parts(
    inputs: tuple[Survey, pd.DataFrame, Params], counts: tuple[int, int, int], shown: float
) -> None:
    codes = np.repeat(np.array(["a", "b", "c"]), counts)
    public = _public(codes, inputs, "a+b", "c")
    assert public["before"].tolist() == pytest.approx([shown, 1 - shown])
    assert public["after"].tolist() == pytest.approx([shown, 1 - shown])


def test_a_rare_answer_outside_the_margin_makes_nothing_coarse(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """Shares are among those that a margin names; the two others are in none of them."""
    codes = np.repeat(np.array(["a", "b", "c"]), (40, 59, 2))
    public = _public(codes, inputs, "a", "b")
    assert public["before"].tolist() == pytest.approx([0.40, 0.58])


def test_of_fewer_than_ten_answers_no_margin_is_published(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    assert len(_public(np.array(["a"] * 5 + ["c"] * 5), inputs, "a+b", "c")) == 2
    assert _public(np.array(["a"] * 4 + ["c"] * 5), inputs, "a+b", "c").empty


def test_a_margin_of_which_nobody_knows_how_many_answered_is_coarse(params: Params) -> None:
    table = _table(np.repeat(np.array(["a", "c"]), (33, 68)), np.ones(101), "a+b", "c")
    assert disclose(params, {"margins": table})["margins"]["before"].tolist() == pytest.approx(
        [0.35, 0.65]
    )


def test_gaps_to_official_values_are_no_finer_than_the_margins_themselves(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """37 of 101 are 13.4 points below one half; a gap of 0.134 would be the count."""
    public = _public(np.repeat(np.array(["a", "b", "c"]), (7, 30, 64)), inputs, "a+b", "c")
    exact = {"largest_margin_gap": 0.0123, "largest_margin_gap_before": 0.1337, "iterations": 7}
    told = gaps(exact, public)
    assert told == pytest.approx(
        {"largest_margin_gap": 0.01, "largest_margin_gap_before": 0.13, "iterations": 7}
    )
    assert gaps(exact, public.iloc[:0])["largest_margin_gap_before"] == 0.0
    assert gaps({"trimmed": 3}, None) == {"trimmed": 3}


def _possible(
    cell: str, sizes: dict[str, int], public: dict[str, pd.DataFrame], step: float
) -> bool:
    """Whether the one person with answer ``a`` may be in a cell, given all that is published.

    Unknown are how many in each cell answered ``b`` and ``c``. Shares of a question with a rare answer are
    flattened (:mod:`pipeline.disclose.rare`), which the intruder reckons back.
    """
    total = sum(WEIGHT[c] * n for c, n in sizes.items())
    unknown = list(product(WEIGHT, "bc"))
    heavy = np.array([WEIGHT[c] for c, _ in unknown])
    scale = (1 - 1 / PEOPLE) / (1 - WEIGHT[cell] / total) / total
    rows = [np.array([float(c == own) for c, _ in unknown]) for own in WEIGHT]
    low = [float(sizes[own] - (own == cell)) for own in WEIGHT]
    high = list(low)

    def tell(row: np.ndarray, value: float, half: float) -> None:
        rows.append(row)
        low.append(value - half - 1e-9)
        high.append(value + half + 1e-9)

    for r in public["estimates"].itertuples():
        if r.status != "withheld" and r.category != "a":
            answered = np.array([float(code == r.category) for _, code in unknown])
            tell(answered * heavy * scale, r.estimate, HALF[r.status])
    for m in public["margins"].itertuples():
        inside = np.array([float(code in m.category) for _, code in unknown])
        alone = float("a" in m.category)
        tell(inside / PEOPLE, m.before - alone / PEOPLE, step / 2)
        tell(inside * heavy / total, m.after - alone * WEIGHT[cell] / total, step / 2)
    found = milp(
        np.zeros(len(unknown)), integrality=np.ones(len(unknown)), bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(np.array(rows), low, high),
    )  # fmt: skip
    return bool(found.status == 0)


def _told(inputs: tuple[Survey, pd.DataFrame, Params], seed: int, *, planted: bool) -> bool:
    """Whether the lonely answer's cell follows; planted: the joined share goes out to 0.1 per cent."""
    survey, codebook, params = inputs
    random = np.random.default_rng(seed)
    codes = np.array(["a", *random.choice(["b", "c"], PEOPLE - 1)])
    cells = random.choice(list(WEIGHT), PEOPLE)
    weights = np.array([WEIGHT[c] for c in cells])
    table = _table(codes, weights, "a+b", "c")
    made = {**survey(codes, {}, weights=weights), "codebook": codebook, "margins": table}
    public = disclose(params, made)
    step = 0.05
    if planted:
        step = 0.001
        fine = {name: table[name].round(3) for name in ("before", "after")}
        public["margins"] = table.assign(**fine)
    sizes = {c: int((cells == c).sum()) for c in WEIGHT}
    possible = {c: _possible(c, sizes, public, step) for c in WEIGHT}
    assert possible[cells[0]], "the truth must be possible"
    return not all(possible.values())


@pytest.mark.parametrize("seed", range(12))
def test_the_joined_share_less_a_released_answer_does_not_tell_one_persons_weight(
    seed: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> None:
    """Who alone gave an answer could be with or without benefits, for all that is public."""
    assert not _told(inputs, seed, planted=False)


def test_a_joined_share_to_a_tenth_of_a_per_cent_would_tell_it(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """The planted leak."""
    assert sum(_told(inputs, seed, planted=True) for seed in range(12)) >= 6
