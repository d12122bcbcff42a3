"""Figures as they may be published: rounded so that no digit, interval, test or weight tells more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose import disclose
from pipeline.params import Params
from tests.disclose.made import Survey, codes_of, first


def test_an_interval_tells_no_more_than_the_rounded_share(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """Two samples that differ by one person and round to the same share look the same."""
    codes = np.array(["a"] * 160 + ["b"] * 150 + ["c"] * 90)
    other = np.array(["a"] * 161 + ["b"] * 149 + ["c"] * 90)
    shown = [
        disclose(params, {**survey(c, {}), "codebook": codebook})["estimates"].iloc[0]
        for c in (codes, other)
    ]
    assert shown[0]["estimate"] == shown[1]["estimate"] == pytest.approx(0.4)
    for column in ("se", "ci_low", "ci_high"):
        assert shown[0][column] == shown[1][column]


def test_institutions_are_counted_in_full(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(np.array(["a"] * 18 + ["b"] * 8), {})
    for table in made.values():
        table["questionnaire"] = "einrichtungen"
    book = codebook.assign(questionnaire="einrichtungen")
    row = disclose(params, {**made, "codebook": book})["estimates"].iloc[0]
    assert (row["status"], row["n_category"], row["n"]) == ("value", 18, 26)


def test_only_figures_in_whole_per_cent_keep_their_tests(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"g": first(400, 100), "h": first(400, 20, 100)})
    tested = pd.DataFrame(
        [
            {
                "key": f"alleinerziehende/Q1/a/{group}/share", "contrast": f"{group} - rest",
                "difference": 0.123456, "ci_low": 0.0311, "ci_high": 0.21, "p": 0.0000123,
                "p_adjusted": 0.012345, "family": "alleinerziehende/kinderbetreuung",
            }
            for group in ("g", "h")
        ]
    )  # fmt: skip
    public = disclose(params, {**made, "codebook": codebook, "tests": tested})["tests"]
    assert public["contrast"].tolist() == ["g - rest"]
    assert public.iloc[0][["difference", "p", "p_adjusted"]].tolist() == [0.12, 0.001, 0.012]


def test_differences_of_means_keep_bounds_beyond_one(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"g": first(400, 100)})
    tested = pd.DataFrame(
        [
            {"key": "alleinerziehende/Q1/-/g/mean", "contrast": "g - rest", "difference": 5.0,
             "ci_low": 2.0, "ci_high": 8.0, "p": 0.01, "p_adjusted": 0.02,
             "family": "alleinerziehende/arbeit"}
        ]
    )  # fmt: skip
    public = disclose(params, {**made, "codebook": codebook, "tests": tested})["tests"].iloc[0]
    assert (public["ci_low"], public["ci_high"]) == (2.0, 8.0)


def test_a_comparison_with_all_others_is_left_out_where_they_are_one_group_and_a_few(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """All others of 350 mothers are 47 fathers and three people who said divers."""
    groups = {"muetter": first(400, 350), "vaeter": first(400, 47, 350)}
    outside = {name: ~group for name, group in groups.items()}
    made = survey(codes_of(400), groups, outside=outside)
    row = {"difference": 0.1, "ci_low": 0.0, "ci_high": 0.2, "p": 0.04, "p_adjusted": 0.04}
    tested = pd.DataFrame(
        [
            {**row, "key": f"alleinerziehende/Q1/a/{g}/share", "contrast": f"{g} - rest",
             "family": "alleinerziehende/arbeit"}
            for g in groups
        ]
    )  # fmt: skip
    public = disclose(params, {**made, "codebook": codebook, "tests": tested})
    assert "muetter - rest" not in public["tests"]["contrast"].tolist()


def test_the_weight_of_one_person_cannot_be_read_off_a_share(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """One of 40 fathers chose c: whatever his weight is, what is published is the same."""
    survey, codebook, params = inputs
    shown = []
    for weight in (0.4, 2.4):
        codes = np.array(["a"] * 200 + ["b"] * 160 + ["a"] * 20 + ["b"] * 19 + ["c"])
        w = np.r_[np.ones(399), weight]
        made = survey(codes, {"vaeter": np.arange(400) >= 360}, weights=w)
        public = disclose(params, {**made, "codebook": codebook})["estimates"]
        shown.append(public[public["target_group"] == "vaeter"].reset_index(drop=True))
    assert shown[0]["estimate"].tolist() == pytest.approx([0.5, 0.48, 0.02], abs=0.011)
    assert shown[0]["estimate"].tolist() == shown[1]["estimate"].tolist()
    rare = [part[part["category"] == "c"] for part in shown]
    pd.testing.assert_frame_equal(rare[0], rare[1])
    assert rare[0]["deff"].isna().all()


def test_circumstances_pass_in_whole_points_where_enough_are_on_both_sides(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    members = {"sgb2": np.arange(200) < 100, "vaeter": np.arange(200) < 25}
    made = survey(codes_of(200), members)
    row = {
        "field_of_action": "kinderbetreuung", "effect": 0.1234, "se": 0.05, "ci_low": 0.0254,
        "ci_high": 0.2214, "p": 0.01, "p_adjusted": 0.00001, "odds_ratio": 2.0, "n": 180,
        "events": 60, "note": None,
    }  # fmt: skip
    sizes = [("sgb2", 90), ("vaeter", 25), ("sgb2", 160), ("unknown", 90)]
    table = pd.DataFrame([{**row, "target_group": g, "n_group": n} for g, n in sizes])
    empty = {**dict.fromkeys(row), "field_of_action": "arbeit", "n": 180, "note": "too few"}
    table = tables.check("circumstances", pd.concat([table, pd.DataFrame([empty])]))
    made |= {"codebook": codebook, "circumstances": table}
    public = disclose(params, made)["circumstances"]
    assert public["target_group"].tolist() == ["sgb2"]
    assert public.loc[0, ["effect", "ci_low", "ci_high", "p_adjusted"]].tolist() == pytest.approx(
        [0.12, 0.02, 0.22, 0.001]
    )
    assert not {"events", "odds_ratio", "se", "p", "n_group"} & set(public.columns)


@pytest.mark.parametrize(
    ("n", "value", "se", "rows"), [(9, None, None, 0), (20, 4.5, None, 1), (100, 4.321, 0.3, 1)]
)
def test_a_survey_of_few_people_has_no_scores(
    n: int,
    value: float | None,
    se: float | None,
    rows: int,
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    survey, codebook, params = inputs
    fields = pd.DataFrame(
        {"field_of_action": ["arbeit"], "criterion": ["need"], "value": [4.321], "se": [0.3],
         "weight": [1.0]}
    )  # fmt: skip
    ranking = pd.DataFrame(
        {"field_of_action": ["arbeit"], "score": [4.321], "se": [0.3], "ci_low": [3.0],
         "ci_high": [5.0], "rank": [1], "rank_low": [1], "rank_high": [1], "marginal_low": [1],
         "marginal_high": [1], "share_top3": [1.0]}
    )  # fmt: skip
    made = {**survey(codes_of(n), {}), "codebook": codebook, "fields": fields, "ranking": ranking}
    public = disclose(params, made)
    shown = public["fields"][["value", "se"]].astype(object)
    assert shown.where(shown.notna(), None).iloc[0].tolist() == [value, se]
    assert len(public["ranking"]) == rows
