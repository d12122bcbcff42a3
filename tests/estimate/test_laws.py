"""Laws of both stages together, for surveys made at random: what must change nothing changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import digits
from pipeline.estimate import estimate
from pipeline.params import Disclosure, Margin, Params, TargetGroup, Weighting
from pipeline.weight import weight

NAME = "alleinerziehende"
CODES = {"sex": ["w", "m", "d", "kA"], "aid": ["ja", "nein"], "age": ["u3", "u6", "u10"],
         "answer": ["1", "2", "3", "4"], "wish": ["ja", "nein"]}  # fmt: skip
RARE = ("d", "kA")
TABLES = ("estimates", "tests", "circumstances")
Case = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def _book(codes: dict[str, list[str]]) -> pd.DataFrame:
    scale = {"answer": ([1.0, 2.0, 3.0, 4.0], [1.0, 0.5, 0.0, 0.0])}
    rows: list[dict[str, Any]] = []
    for name, own in codes.items():
        values, needs = scale.get(name, ([None] * len(own), [None] * len(own)))
        for i, code in enumerate(own):
            rows.append(
                {
                    "questionnaire": NAME, "variable": name, "question": name, "item": None,
                    "label": name, "kind": "single", "category": code, "category_label": code,
                    "order": i, "value": values[i], "need": needs[i],
                    "field_of_action": "arbeit" if name in ("answer", "wish") else None,
                    "role": "satisfaction" if name == "answer" else "context",
                    "missing_kind": "declined" if code == "kA" else None, "universe": None,
                    "sensitive": False,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


@st.composite
def _surveys(draw: st.DrawFn) -> Case:
    """Answers with missing ones, official values, and a codebook."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(80, 200))
    people = pd.DataFrame({"respondent": [f"r{i:04d}" for i in range(n)], "kanal": "k"})
    for name, codes in CODES.items():
        common = np.array([code for code in codes if code not in RARE], dtype=object)
        drawn = random.choice(common, n, p=random.dirichlet(np.full(len(common), 6.0)))
        for code in codes[len(common) :]:  # of a few people: many without a figure are refused
            drawn[random.choice(n, random.integers(0, 3), replace=False)] = code
        people[name] = np.where(random.random(n) < 0.06, "_no_answer", drawn)
    shares = random.dirichlet(np.full(2, 8.0), size=2)
    official = pd.DataFrame(
        {
            "indicator": ["sex1", "sex2", "aid1", "aid2"], "region": "06440", "period": "2024",
            "value": np.round(shares.ravel() * 1000), "status": "value", "source": "s", "table": "t",
        }
    )  # fmt: skip
    return people, official, _book(CODES)


def _params(params: Params, codes: dict[str, list[str]]) -> Params:
    def margin(name: str) -> Margin:
        targets = {code: {"indicator": f"{name}{i + 1}"} for i, code in enumerate(codes[name][:2])}
        return Margin.model_validate({"id": name, "variable": name, "targets": targets})

    def group(name: str, code: str, variable: str) -> TargetGroup:
        return TargetGroup.model_validate(
            {"id": name, "label": name, "where": {"variable": variable, "is": [code]}}
        )

    return params.model_copy(
        update={
            "margins": [margin("sex"), margin("aid")],
            "target_groups": [
                group("aided", codes["aid"][0], "aid"), group("small", codes["age"][0], "age")
            ],
            "closed_lists": {}, "designs": {},
            "weighting": Weighting(min_weight=0.0, max_weight=1e6, min_cell=2, replicates=20),
            "disclosure": Disclosure.model_construct(min_n=1, bracket_below=1),
        }
    )  # fmt: skip


def _all(case: Case, params: Params) -> dict[str, pd.DataFrame]:
    people, official, book = case
    made = weight({NAME: people}, book, official, params)
    found = estimate({NAME: people}, book, made.weights, None, params)
    out = {
        name: digits.rounded(name, getattr(made, name))
        for name in ("weights", "replicates", "margins")
    }
    return out | {name: digits.rounded(name, getattr(found, name)) for name in TABLES}


SLOW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOW
@given(_surveys(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_digit_of_any_table(
    params: Params, case: Case, random: Any
) -> None:
    people, official, book = case
    order = list(range(len(people)))
    random.shuffle(order)
    own = _params(params, CODES)
    before = _all(case, own)
    after = _all((people.iloc[order].reset_index(drop=True), official, book), own)
    for name, table in before.items():
        pd.testing.assert_frame_equal(after[name], table, check_exact=True, obj=name)


@SLOW
@given(_surveys())
def test_relabelled_codes_change_labels_and_no_figure(params: Params, case: Case) -> None:
    people, official, _ = case
    renamed = {
        name: [code if code == "kA" else f"{name[0]}{9 - i}" for i, code in enumerate(codes)]
        for name, codes in CODES.items()
    }
    told = people.copy()
    for name, codes in CODES.items():
        told[name] = told[name].replace(dict(zip(codes, renamed[name], strict=True)))
    before = _all(case, _params(params, CODES))
    after = _all((told, official, _book(renamed)), _params(params, renamed))
    for name, table in before.items():
        numbers = list(table.select_dtypes("number").columns)
        pd.testing.assert_frame_equal(after[name][numbers], table[numbers], obj=name, rtol=1e-7)


@SLOW
@given(_surveys())
def test_untrimmed_weights_meet_every_margin_to_eight_digits_whoever_is_missing(
    params: Params, case: Case
) -> None:
    people, official, book = case
    made = weight({NAME: people}, book, official, _params(params, CODES))
    for margin, rows in made.margins.groupby("margin"):
        if (rows["before"] > 0).all():
            assert (rows["after"] - rows["target"]).abs().max() <= 1e-8, margin
    known = people["sex"].isin(["w", "m"]).to_numpy()
    weights = made.weights["weight"].to_numpy()
    assert abs(weights[~known].sum() - (~known).sum()) < 1e-6  # divers and missing keep their share
