"""Needs behind the wall: as protected as the answers they are made of."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.disclose import disclose
from pipeline.params import Params
from tests.disclose.made import Survey, codes_of, first


def _needs(**more: Any) -> pd.DataFrame:
    row = {
        "need": "item_Q1", "field_of_action": "kinderbetreuung", "label": "x", "target_group": "alle",
        "importance": 0.801, "satisfaction": 0.302, "gap": 0.499, "in_need": 0.5021,
        "in_need_low": 0.45, "in_need_high": 0.55, "severity": 0.71, "awareness": 0.4, "n": 400,
        "n_in_need": 200, "in_need_of_all": 0.5021,
        "people": 4016.8, "people_low": 3600.0, "people_high": 4400.0,
    }  # fmt: skip
    return pd.DataFrame([{**row, **more}])


def test_needs_obey_the_rule_of_the_answers_they_are_made_of(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"g": first(400, 12)})
    rows = pd.concat(
        [
            _needs(),
            _needs(target_group="g", n=12, n_in_need=6),
            _needs(target_group="x", n=5, n_in_need=2),
        ],
        ignore_index=True,
    )
    public = disclose(params, {**made, "codebook": codebook, "needs": rows})["needs"]
    assert public["status"].tolist() == ["value", "rounded", "withheld"]
    assert public.loc[0, "people"] == 4000  # 0.50 of 8,000: no finer than the share
    assert public.loc[1, ["people", "in_need_low"]].isna().all()
    assert public.loc[1, "n"] == 12
    assert public.loc[2, ["in_need", "importance", "n"]].isna().all()


def test_a_need_without_enough_answers_in_its_own_right_is_withheld(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {})
    for people, told in ((9, False), (10, True)):  # 5 % by weight, whoever they are
        needs = _needs(in_need=0.05, n_in_need=people)
        public = disclose(params, {**made, "codebook": codebook, "needs": needs})["needs"]
        assert public.loc[0, "status"] == "value"
        assert pd.notna(public.loc[0, "severity"]) == told
        assert "n_in_need" not in public.columns


@pytest.mark.parametrize("of_the_cell", [0.057, 0.011])
def test_one_person_in_need_shows_no_weight(
    of_the_cell: float, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """2.3 or 0.44 of 40: what she weighs would say whether she gets benefits."""
    made = survey(codes_of(40), {})
    needs = _needs(
        in_need=of_the_cell,
        n=40,
        n_in_need=1,
        people=8000 * of_the_cell,
        in_need_of_all=of_the_cell,
    )
    public = disclose(params, {**made, "codebook": codebook, "needs": needs})["needs"]
    assert public.loc[0, "in_need"] == 0.02  # 1 of 40, to the even per cent
    assert public.loc[0, "people"] == 160
