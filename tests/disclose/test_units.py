"""Which groups' distributions are shown: by their own number of answers, and by what subtraction leaves."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from pipeline.disclose import disclose
from pipeline.disclose.rest import telling
from pipeline.params import Params, TargetGroup
from tests.disclose.made import Survey, codes_of, first, status_of

NUMBERS = ["estimate", "se", "ci_low", "ci_high", "n", "n_category", "n_effective", "deff"]


@pytest.mark.parametrize(
    ("size", "status"), [(9, "withheld"), (10, "rounded"), (29, "rounded"), (30, "value")]
)
def test_the_number_of_answers_decides_on_the_whole_distribution(
    size: int, status: str, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"g": first(400, size)})
    public = disclose(params, {**made, "codebook": codebook})
    assert status_of(public) == {"alle": "value", "g": status}
    rows = public["estimates"].query("target_group == 'g'")
    if status == "withheld":
        assert rows[NUMBERS].isna().all(axis=None)
    elif status == "rounded":
        assert (rows["n"] == size).all()
        np.testing.assert_allclose(rows["estimate"] * 20 % 1, 0, atol=1e-9)
        assert (
            rows[["se", "ci_low", "ci_high", "n_effective", "deff", "n_category"]]
            .isna()
            .all(axis=None)
        )
    else:
        np.testing.assert_allclose((rows["estimate"] * 100).round() / 100, rows["estimate"])
        assert rows[["se", "ci_low", "ci_high"]].notna().all(axis=None)
        assert rows["n_category"].isna().all()


@pytest.mark.parametrize(
    ("rest", "status"), [(1, "withheld"), (9, "withheld"), (10, "rounded"), (30, "value")]
)
def test_the_complement_of_a_group_obeys_the_same_rule(
    rest: int, status: str, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"g": first(400, 400 - rest)})
    public = disclose(params, {**made, "codebook": codebook})
    assert status_of(public) == {"alle": "value", "g": status}


def test_the_difference_of_nested_groups_obeys_the_same_rule(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(codes_of(400), {"outer": first(400, 200), "inner": first(400, 194)})
    public = disclose(params, {**made, "codebook": codebook})
    assert status_of(public) == {"alle": "value", "outer": "value", "inner": "withheld"}


def test_people_who_did_not_say_their_sex_silence_neither_mothers_nor_fathers(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    groups = {"muetter": first(400, 350), "vaeter": first(400, 47, 350)}  # 3 said nothing
    outside = {"muetter": groups["vaeter"], "vaeter": groups["muetter"]}
    made = survey(codes_of(400), groups, outside=outside)
    assert status_of(disclose(params, {**made, "codebook": codebook})) == {
        "alle": "value", "muetter": "value", "vaeter": "value",
    }  # fmt: skip


def test_people_of_a_third_sex_are_hidden_by_making_the_smaller_groups_coarser(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    groups = {"muetter": first(400, 350), "vaeter": first(400, 47, 350)}  # 3 said divers
    outside = {name: ~group for name, group in groups.items()}
    made = survey(codes_of(400), groups, outside=outside)
    status = status_of(disclose(params, {**made, "codebook": codebook}))
    assert status["alle"] == "value"
    assert status["vaeter"] in ("rounded", "withheld")


def test_nobody_and_everybody_are_not_said_of_sensitive_questions_in_small_groups(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    codes = np.where(first(400, 20), "a", codes_of(400))
    group = {"g": first(400, 20)}
    plain = disclose(params, {**survey(codes, group), "codebook": codebook})
    assert status_of(plain)["g"] == "rounded"
    made = survey(codes, group, "G1")
    sensitive = disclose(params, {**made, "codebook": codebook})
    assert status_of(sensitive, "G1") == {"alle": "value", "g": "withheld"}


def test_what_is_silent_for_being_sensitive_does_not_follow_by_subtraction(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """Twenty of a hundred, all of whom said it, are what two other groups leave over."""
    parts = {"g": first(100, 20), "h": first(100, 40, 20), "i": first(100, 40, 60)}
    codes = np.where(parts["g"], "a", codes_of(100))
    outside = {name: ~part for name, part in parts.items()}
    tables = {name: survey(codes, parts, name, outside) for name in ("Q1", "G1")}
    made = {t: pd.concat([tables[v][t] for v in tables]) for t in tables["Q1"]}
    public = disclose(_by_one_variable(params, list(parts)), {**made, "codebook": codebook})
    assert status_of(public) == {"alle": "value", "g": "rounded", "h": "value", "i": "value"}
    sensitive = status_of(public, "G1")
    assert sensitive["g"] == "withheld"
    assert {sensitive["h"], sensitive["i"]} != {"value"}


def _by_one_variable(params: Params, groups: list[str]) -> Params:
    declared = [
        TargetGroup.model_validate({"id": g, "label": g, "where": {"variable": "v", "is": [g]}})
        for g in groups
    ]
    return params.model_copy(update={"target_groups": declared})


def test_a_size_class_is_not_compared_if_the_others_give_away_a_small_one(
    survey: Survey, params: Params
) -> None:
    """All others of 30 large firms are two shown classes and six firms."""
    sizes = {"g1": 30, "g2": 30, "g3": 30, "g4": 6}
    ends = np.cumsum(list(sizes.values()))
    classes = {g: first(96, n, end - n) for (g, n), end in zip(sizes.items(), ends, strict=True)}
    kinds = survey(codes_of(96), classes, outside={g: ~c for g, c in classes.items()})["kinds"]
    assert {group for _, _, group in telling(kinds, params)} >= {"g1", "g2", "g3"}


def test_sectors_are_not_crossed_with_size_classes(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    large = first(200, 80)
    tables_of = {}
    for variable in ("Q1", "branche"):
        made = survey(codes_of(200), {"groesse_g1": ~large, "groesse_g2": large}, variable)
        for name, table in made.items():
            tables_of.setdefault(name, []).append(table.assign(questionnaire="arbeitgeber"))
    made = {name: pd.concat(parts, ignore_index=True) for name, parts in tables_of.items()}
    sector = codebook[codebook["variable"] == "Q1"].assign(variable="branche", field_of_action=None)
    book = pd.concat([codebook, sector]).assign(questionnaire="arbeitgeber")
    public = disclose(params, {**made, "codebook": book})["estimates"]
    status = public.drop_duplicates(["variable", "target_group"]).set_index(
        ["variable", "target_group"]
    )["status"]
    assert status["branche"].to_dict() == {
        "alle": "value", "groesse_g1": "withheld", "groesse_g2": "withheld",
    }  # fmt: skip
    assert set(status["Q1"]) == {"value"}


def test_many_municipalities_are_judged_quickly(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """Forty places that divide everybody but three, crossed with two other divisions."""
    survey, codebook, params = inputs
    n = 1203
    groups = {f"ort_{i}": first(n, 30, 30 * i) for i in range(40)}
    random = np.random.default_rng(4)
    sex, age = random.random(n) < 0.5, random.integers(0, 4, n)
    groups |= {"muetter": sex, "vaeter": ~sex, **{f"alter_{k}": age == k for k in range(4)}}
    made = {**survey(codes_of(n), groups), "codebook": codebook}
    disclose(params, {**survey(codes_of(30), {}), "codebook": codebook})  # imports
    start = time.process_time()
    status = status_of(disclose(params, made))
    assert time.process_time() - start < 1
    assert status["alle"] == "value"
    assert set(status.values()) <= {"value", "rounded", "withheld"}
