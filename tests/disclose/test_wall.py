"""The wall lets through what identifies nobody, in the form that its status says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose import disclose
from pipeline.disclose.counts import metrics, participation
from pipeline.disclose.ledger import entries
from pipeline.errors import PipelineError
from pipeline.params import Params

Survey = Callable[..., dict[str, pd.DataFrame]]
NUMBERS = ["estimate", "se", "ci_low", "ci_high", "n", "n_category", "n_effective", "deff"]


def _codes(n: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).choice(["a", "b", "c"], n, p=[0.52, 0.31, 0.17])


def _first(n: int, size: int, start: int = 0) -> np.ndarray:
    return (np.arange(n) >= start) & (np.arange(n) < start + size)


def _status(public: dict[str, pd.DataFrame], variable: str = "Q1") -> dict[str, str]:
    rows = public["estimates"].query("variable == @variable")
    assert (rows.groupby("target_group")["status"].nunique() == 1).all()
    return dict(zip(rows["target_group"], rows["status"], strict=True))


@pytest.mark.parametrize(
    ("size", "status"), [(9, "withheld"), (10, "rounded"), (29, "rounded"), (30, "value")]
)
def test_the_number_of_answers_decides_on_the_whole_distribution(
    size: int, status: str, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(_codes(400), {"g": _first(400, size)})
    public = disclose(params, {**made, "codebook": codebook})
    assert _status(public) == {"alle": "value", "g": status}
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
    made = survey(_codes(400), {"g": _first(400, 400 - rest)})
    public = disclose(params, {**made, "codebook": codebook})
    assert _status(public) == {"alle": "value", "g": status}


def test_the_difference_of_nested_groups_obeys_the_same_rule(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(_codes(400), {"outer": _first(400, 200), "inner": _first(400, 194)})
    public = disclose(params, {**made, "codebook": codebook})
    assert _status(public) == {"alle": "value", "outer": "value", "inner": "withheld"}


def test_people_who_did_not_say_their_sex_silence_neither_mothers_nor_fathers(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    groups = {"muetter": _first(400, 350), "vaeter": _first(400, 47, 350)}  # 3 said nothing
    outside = {"muetter": groups["vaeter"], "vaeter": groups["muetter"]}
    made = survey(_codes(400), groups, outside=outside)
    assert _status(disclose(params, {**made, "codebook": codebook})) == {
        "alle": "value", "muetter": "value", "vaeter": "value",
    }  # fmt: skip


def test_people_of_a_third_sex_are_hidden_by_making_the_smaller_groups_coarser(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    groups = {"muetter": _first(400, 350), "vaeter": _first(400, 47, 350)}  # 3 said divers
    outside = {name: ~group for name, group in groups.items()}
    made = survey(_codes(400), groups, outside=outside)
    status = _status(disclose(params, {**made, "codebook": codebook}))
    assert status["alle"] == "value"
    assert status["vaeter"] in ("rounded", "withheld")


def test_nobody_and_everybody_are_not_said_of_sensitive_questions_in_small_groups(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    codes = np.where(_first(400, 20), "a", _codes(400))
    group = {"g": _first(400, 20)}
    plain = disclose(params, {**survey(codes, group), "codebook": codebook})
    assert _status(plain)["g"] == "rounded"
    made = survey(codes, group, "G1")
    sensitive = disclose(params, {**made, "codebook": codebook})
    assert _status(sensitive, "G1") == {"alle": "value", "g": "withheld"}


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
    made = survey(_codes(400), {"g": _first(400, 100), "h": _first(400, 20, 100)})
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
    made = survey(_codes(400), {"g": _first(400, 12)})
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
    made = survey(_codes(400), {})
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
    made = survey(_codes(40), {})
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


def test_small_channels_are_merged_and_totals_stay_true(params: Params) -> None:
    table = pd.DataFrame(
        {
            "questionnaire": "alleinerziehende",
            "kanal": ["jobcenter", "kita", "schule", "verein"],
            "mode": ["web", "web", "paper", "web"],
            "received": [120, 80, 2, 9],
            "complete": [100, 70, 2, 8],
            "usable": [95, 66, 1, 8],
        }
    )
    public = participation(table, params.disclosure)
    assert public["kanal"].tolist() == ["jobcenter", "kita", "andere"]
    counts = ["received", "complete", "usable"]
    assert public[counts].sum().tolist() == table[counts].sum().tolist()
    assert public.iloc[-1][counts].tolist() == [11, 10, 9]
    tables.check("participation", public)


def test_small_counts_of_the_quality_report_are_empty_and_cannot_be_subtracted(
    params: Params,
) -> None:
    """2 + 14 + 6 + 0 excluded: participation gives their sum, so one more is hidden."""
    rows = [
        ("speeder", 2, "excluded", None), ("duplicate", 14, "excluded", None),
        ("test_entry", 6, "excluded", None), ("out_of_scope", 0, "excluded", None),
        ("break_off", 2, "flagged", None), ("straightlined_array", 9, "flagged", None),
        ("personal_data", 8, "masked", "Unkenntlich gemacht: Namen: 2, Anschriften: 11"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["rule", "count", "action", "note"])
    table = table.assign(
        questionnaire="alleinerziehende", variable=None, share=table["count"] / 400
    )
    public = disclose(params, {"quality": table})["quality"].set_index("rule")
    shown = public["count"].astype(object).where(public["count"].notna(), None)
    assert shown.tolist() == [None, 14, None, 0, None, 9, 8]
    assert public["share"].isna().tolist() == public["count"].isna().tolist()
    assert public.loc["personal_data", "note"] == "Unkenntlich gemacht: Namen, Anschriften"


def test_only_released_words_pass(params: Params) -> None:
    quotes = pd.DataFrame(
        {
            "source_type": "interview", "field_of_action": "arbeit", "theme": "Suche",
            "target_group": None, "quote": ["yes", "no"], "released": [True, False],
        }
    )  # fmt: skip
    assert disclose(params, {"quotes": quotes})["quotes"]["quote"].tolist() == ["yes"]


def test_rows_about_respondents_and_unknown_tables_do_not_pass(params: Params) -> None:
    with pytest.raises(PipelineError, match="one row per respondent"):
        disclose(params, {"weights": pd.DataFrame({"respondent": ["a"], "weight": [1.0]})})
    with pytest.raises(PipelineError, match="no rule for the table 'secrets'"):
        disclose(params, {"secrets": pd.DataFrame({"x": [1]})})


def test_a_suppressed_official_figure_with_a_value_is_refused(params: Params) -> None:
    row = {
        "indicator": "alo", "region": "06440011", "region_name": "x", "period": "2024", "value": 2.0,
        "unit": "Personen", "status": "suppressed", "source": "BA", "table": "t",
        "retrieved_on": None, "file": "f.xlsx", "sha256": "0",
    }  # fmt: skip
    with pytest.raises(PipelineError, match="marked suppressed"):
        disclose(params, {"indicators": pd.DataFrame([row])})


def test_what_an_earlier_publication_would_give_away_is_withheld(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    first = disclose(params, {**survey(_codes(100), {}), "codebook": codebook})["estimates"]
    written = tables.check("ledger", entries(first, "2026-11-02", params))
    for n, status in ((104, "withheld"), (100, "value"), (130, "value")):
        made = survey(_codes(n), {})
        public = disclose(params, {**made, "codebook": codebook, "ledger": written})
        assert _status(public) == {"alle": status}, n


def test_circumstances_pass_in_whole_points_where_enough_are_on_both_sides(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    members = {"sgb2": np.arange(200) < 100, "vaeter": np.arange(200) < 25}
    made = survey(_codes(200), members)
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


def test_margins_and_diagnostics_count_nobody_alone(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    row = {
        "questionnaire": "alleinerziehende", "margin": "Q1", "variable": "Q1", "target": 0.5,
        "target_source": "BA", "assumed": False,
    }  # fmt: skip
    for few, shown in ((2, [0.0, 1.0]), (7, [0.069, 0.931])):
        codes = np.array(["a"] * few + ["b"] * (101 - few))
        parts = [few / 101, 1 - few / 101]
        table = pd.DataFrame(
            [
                {**row, "category": c, "before": p, "after": p}
                for c, p in zip("ab", parts, strict=True)
            ]
        )
        public = disclose(params, {**survey(codes, {}), "codebook": codebook, "margins": table})
        assert public["margins"]["before"].tolist() == pytest.approx(shown)
        assert public["margins"]["after"].tolist() == pytest.approx(shown)
    told = metrics(
        {"trimmed": 2, "usable": {"a": 2, "b": 90}, "kish": 1.23456}, None, params.disclosure
    )
    assert told == {"usable": {"b": 90}, "responses": {}, "kish": 1.235}
    assert metrics({"trimmed": 7}, None, params.disclosure)["trimmed"] == 7


def test_channels_that_participation_merges_are_merged_in_the_diagnostics_too(
    params: Params,
) -> None:
    shown = pd.DataFrame({"questionnaire": "alleinerziehende", "kanal": ["kita", "andere"]})
    part = {"respondents": 0.04, "weight": 0.05}
    told = metrics(
        {
            "channels": {"kita": {"respondents": 0.9, "weight": 0.88}, "fest": part, "x": part},
            "without_channel": {"kita": {"mean_change": 0.01}, "fest": {"mean_change": 0.01}},
        },
        shown,
        params.disclosure,
    )
    assert told["channels"] == {
        "kita": {"respondents": 0.9, "weight": 0.88},
        "andere": {"respondents": 0.08, "weight": 0.1},
    }
    assert list(told["without_channel"]) == ["kita"]


def test_codes_of_open_answers_obey_the_rule_for_distributions(params: Params) -> None:
    rows = [
        ("few", "A", 6, 9), ("some", "A", 11, 20), ("some", "B", 4, 20), ("many", "A", 21, 62),
        ("many", "B", 3, 62),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["variable", "code", "n", "texts"])
    table = table.assign(questionnaire="alleinerziehende", kappa=0.7654)
    public = disclose(params, {"codes": tables.check("codes", table)})["codes"]
    assert public[["variable", "code", "status"]].to_numpy().tolist() == [
        ["some", "A", "rounded"], ["many", "A", "value"],
    ]  # fmt: skip
    assert public["share"].tolist() == pytest.approx([0.55, 0.34])
    assert set(public["kappa"]) == {0.77}
    assert "n" not in public


def test_floats_have_twelve_digits_and_no_negative_zero(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    table = pd.DataFrame(
        {"field_a": "x", "criterion_a": "need", "field_b": "y", "criterion_b": "need",
         "covariance": [1 / 3, -0.0, 123456.789012345678]}
    )  # fmt: skip
    made = survey(_codes(400), {})
    public = disclose(params, {**made, "codebook": codebook, "covariance": table})
    values = public["covariance"]["covariance"]
    assert [f"{v!r}" for v in values.tolist()] == ["0.333333333333", "0.0", "123456.789012"]


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
    made = {**survey(_codes(n), {}), "codebook": codebook, "fields": fields, "ranking": ranking}
    public = disclose(params, made)
    shown = public["fields"][["value", "se"]].astype(object)
    assert shown.where(shown.notna(), None).iloc[0].tolist() == [value, se]
    assert len(public["ranking"]) == rows


def test_many_municipalities_are_judged_quickly(
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    """Forty places that divide everybody but three, crossed with two other divisions."""
    survey, codebook, params = inputs
    n = 1203
    groups = {f"ort_{i}": _first(n, 30, 30 * i) for i in range(40)}
    random = np.random.default_rng(4)
    sex, age = random.random(n) < 0.5, random.integers(0, 4, n)
    groups |= {"muetter": sex, "vaeter": ~sex, **{f"alter_{k}": age == k for k in range(4)}}
    made = {**survey(_codes(n), groups), "codebook": codebook}
    disclose(params, {**survey(_codes(30), {}), "codebook": codebook})  # imports
    start = time.process_time()
    status = _status(disclose(params, made))
    assert time.process_time() - start < 1
    assert status["alle"] == "value"
    assert set(status.values()) <= {"value", "rounded", "withheld"}


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


def test_a_comparison_with_all_others_is_left_out_where_they_are_one_group_and_a_few(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """All others of 350 mothers are 47 fathers and three people who said divers."""
    groups = {"muetter": _first(400, 350), "vaeter": _first(400, 47, 350)}
    outside = {name: ~group for name, group in groups.items()}
    made = survey(_codes(400), groups, outside=outside)
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


def test_sectors_are_not_crossed_with_size_classes(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    large = _first(200, 80)
    tables_of = {}
    for variable in ("Q1", "branche"):
        made = survey(_codes(200), {"groesse_g1": ~large, "groesse_g2": large}, variable)
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


def test_differences_of_means_keep_bounds_beyond_one(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    made = survey(_codes(400), {"g": _first(400, 100)})
    tested = pd.DataFrame(
        [
            {"key": "alleinerziehende/Q1/-/g/mean", "contrast": "g - rest", "difference": 5.0,
             "ci_low": 2.0, "ci_high": 8.0, "p": 0.01, "p_adjusted": 0.02,
             "family": "alleinerziehende/arbeit"}
        ]
    )  # fmt: skip
    public = disclose(params, {**made, "codebook": codebook, "tests": tested})["tests"].iloc[0]
    assert (public["ci_low"], public["ci_high"]) == (2.0, 8.0)
