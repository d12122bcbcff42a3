"""Every answer in every group: against plain arithmetic, and what the table promises."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.estimate import Estimates, estimate
from pipeline.estimate.intervals import benjamini_hochberg
from pipeline.params import Params
from pipeline.samples import ClosedList

Answers = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def sample(answers: Callable[..., Answers]) -> Answers:
    return answers()


@pytest.fixture(scope="module")
def weights(sample: Answers, raked: Callable[[Answers], pd.DataFrame]) -> pd.DataFrame:
    return raked(sample)


@pytest.fixture(scope="module")
def result(
    sample: Answers, codebook: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> Estimates:
    return estimate(sample, codebook, weights, None, params)


def test_tables_keep_their_contracts(result: Estimates) -> None:
    tables.check("estimates", result.estimates)
    tables.check("tests", result.tests)
    tables.check("kinds", result.kinds)
    assert result.estimates["key"].is_unique


def test_shares_equal_plain_weighted_shares_in_every_group(
    result: Estimates, sample: Answers, weights: pd.DataFrame, params: Params
) -> None:
    people = sample["alleinerziehende"]
    w = weights[weights["questionnaire"] == "alleinerziehende"]["weight"].to_numpy()
    table = result.estimates.set_index("key")
    valid = people["K1_a"].isin(["1", "2", "3", "4"]).to_numpy()
    for group in params.target_groups:
        inside = valid.copy()
        for condition in group.conditions:
            inside &= people[condition.variable].isin(condition.codes).to_numpy()
        for code in "1234":
            row = table.loc[f"alleinerziehende/K1_a/{code}/{group.id}/share"]
            mine = inside & (people["K1_a"] == code).to_numpy()
            assert row["n"] == inside.sum()
            assert row["n_category"] == mine.sum()
            assert row["estimate"] == pytest.approx(w[mine].sum() / w[inside].sum(), rel=1e-12)


def test_declined_and_missing_answers_are_in_no_base_and_have_no_row(result: Estimates) -> None:
    assert "kA" not in set(result.estimates["category"].dropna())
    shares = result.estimates.query("variable == 'K1_a' and statistic == 'share'")
    np.testing.assert_allclose(shares.groupby("target_group")["estimate"].sum(), 1, rtol=1e-12)


def test_scales_and_numbers_have_mean_and_median_and_needs_a_score(
    result: Estimates, sample: Answers, weights: pd.DataFrame
) -> None:
    people = sample["alleinerziehende"]
    w = weights[weights["questionnaire"] == "alleinerziehende"]["weight"].to_numpy()
    table = result.estimates.set_index("key")["estimate"]
    valid = people["K1_a"].isin(list("1234")).to_numpy()
    scale = people["K1_a"].where(valid).astype(float).to_numpy()
    mean = table["alleinerziehende/K1_a/-/alle/mean"]
    assert mean == pytest.approx(np.average(scale[valid], weights=w[valid]))
    need = pd.Series(scale).map({1: 1.0, 2: 0.5, 3: 0.0, 4: 0.0}).to_numpy()
    score = table["alleinerziehende/K1_a/-/alle/score"]
    assert score == pytest.approx(np.average(need[valid], weights=w[valid]))
    has = people["weg"].notna().to_numpy()
    order = np.argsort(people["weg"].to_numpy()[has], kind="stable")
    cumulated = np.cumsum(w[has][order]) / w[has].sum()
    expected = people["weg"].to_numpy()[has][order][np.argmax(cumulated >= 0.5)]
    assert table["alleinerziehende/weg/-/alle/median"] == expected
    assert not [key for key in table.index if "/K2_a/-/" in key or "/frei/" in key]


def test_employers_are_unweighted_by_size_and_institutions_only_counted(result: Estimates) -> None:
    firms = result.estimates[result.estimates["questionnaire"] == "arbeitgeber"]
    assert set(firms["target_group"]) == {"alle", "groesse_g1", "groesse_g2", "groesse_g3"}
    shares = firms.query("variable == 'teilzeit' and category == 'ja'")
    np.testing.assert_allclose(shares["estimate"], shares["n_category"] / shares["n"])
    houses = result.estimates[result.estimates["questionnaire"] == "einrichtungen"]
    row = houses.set_index("key").loc["einrichtungen/lotse/ja/alle/share"]
    assert (row["n_category"], row["n"]) == (18, 26)
    assert houses[["se", "ci_low", "ci_high", "n_effective", "deff"]].isna().all(axis=None)
    assert not result.tests["key"].str.startswith("einrichtungen").any()


def test_without_weights_effective_n_is_n_and_the_design_effect_is_one(result: Estimates) -> None:
    firms = result.estimates.query("questionnaire == 'arbeitgeber' and target_group == 'alle'")
    shares = firms[firms["statistic"] == "share"]
    np.testing.assert_allclose(shares["n_effective"], shares["n"], rtol=1e-9)


def test_a_closed_list_has_the_finite_population_correction_and_an_open_link_beside_it_has_not(
    result: Estimates,
    sample: Answers,
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> None:
    """90 of 120 who could answer: R's svymean(~x, svydesign(ids = ~1, fpc = ~N)) has se * sqrt(1 - n/N)."""
    listed = ClosedList(source="Kammer", invited=125, undeliverable=5)
    open_too = listed.model_copy(update={"kanal": "liste"})
    firms = {"arbeitgeber": sample["arbeitgeber"].assign(kanal=["liste"] * 80 + ["offen"] * 10)}
    found = {}
    for name, gross in (("list", listed), ("both", open_too)):
        changed = params.model_copy(update={"closed_lists": {"arbeitgeber": gross}})
        found[name] = estimate(firms, codebook, weights, None, changed).estimates.set_index("key")
    key = "arbeitgeber/teilzeit/ja/alle/share"
    plain = result.estimates.set_index("key").loc[key]
    assert found["list"].loc[key, "se"] == pytest.approx(plain["se"] * np.sqrt(1 - 90 / 120))
    assert found["list"].loc[key, "ci_high"] < plain["ci_high"]
    assert found["both"].loc[key, "se"] == pytest.approx(plain["se"])


def test_a_raked_margin_has_no_error_but_keeps_an_interval(result: Estimates) -> None:
    table = result.estimates.set_index("key")
    row = table.loc["alleinerziehende/sgb2/ja/alle/share"]
    assert row["estimate"] == pytest.approx(0.35)
    assert row["se"] == pytest.approx(0, abs=1e-8)
    assert row["ci_low"] < 0.33
    assert row["ci_high"] > 0.37


def test_tests_compare_a_group_with_its_complement_within_one_family(
    result: Estimates, sample: Answers, weights: pd.DataFrame
) -> None:
    tests = result.tests.set_index("key")
    row = tests.loc["alleinerziehende/K1_a/1+2/sgb2/share"]
    assert row["contrast"] == "sgb2 - rest"
    assert row["family"] == "alleinerziehende/kinderbetreuung"
    people = sample["alleinerziehende"]
    w = weights[weights["questionnaire"] == "alleinerziehende"]["weight"].to_numpy()
    valid = people["K1_a"].isin(list("1234")).to_numpy()
    bad = people["K1_a"].isin(["1", "2"]).to_numpy()
    shares = [
        np.average(
            bad[valid & (people["sgb2"] == code)], weights=w[valid & (people["sgb2"] == code)]
        )
        for code in ("ja", "nein")
    ]
    assert row["difference"] == pytest.approx(shares[0] - shares[1])
    assert row["p_adjusted"] < 0.001
    twin = tests.loc["alleinerziehende/K1_a/1+2/ohne_sgb2/share"]
    assert twin["difference"] == pytest.approx(-row["difference"])
    assert twin["p_adjusted"] == row["p_adjusted"]
    family = tests[
        (tests["family"] == row["family"]) & ~tests.index.str.contains("/ohne_sgb2/|/nicht_")
    ]
    np.testing.assert_allclose(family["p_adjusted"], benjamini_hochberg(family["p"].to_numpy()))
    assert not [key for key in tests.index if key.split("/")[1] in ("sgb2", "geschlecht", "kinder")]
    assert not [key for key in tests.index if "/K2_a/nein/" in key]


def test_small_groups_are_not_tested(result: Estimates, params: Params) -> None:
    table = result.estimates.set_index("key")
    keys = result.tests["key"].str.replace("/1+2/", "/1/")
    sizes = table.loc[keys, "n"]
    assert (sizes >= params.disclosure.bracket_below).all()


def test_a_group_declared_twice_is_one_hypothesis(
    result: Estimates,
    sample: Answers,
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> None:
    """More tests in a family make every one of them count less; the same one again is none more."""
    again = next(g for g in params.target_groups if g.id == "migration")
    groups = [*params.target_groups, again.model_copy(update={"id": "zugewandert"})]
    twice = params.model_copy(update={"target_groups": groups})
    found = estimate(sample, codebook, weights, None, twice).tests
    second = found["key"].str.contains("/zugewandert/")
    pd.testing.assert_frame_equal(
        found[~second].reset_index(drop=True), result.tests, rtol=1e-6, atol=0
    )
    first = found[found["key"].str.contains("/migration/")]
    assert second.sum() == len(first) > 0
    assert found.loc[second, "p_adjusted"].tolist() == first["p_adjusted"].tolist()


def test_benjamini_hochberg_equals_the_worked_example() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.005])  # R: p.adjust(c(.01, .04, .03, .005), "BH")
    np.testing.assert_allclose(benjamini_hochberg(p), [0.02, 0.04, 0.04, 0.02])


def test_kinds_count_answers_of_people_who_are_in_the_same_groups(
    result: Estimates, sample: Answers
) -> None:
    people = sample["alleinerziehende"]
    rows = result.kinds.query("questionnaire == 'alleinerziehende' and variable == 'K2_a'")
    inside = rows["inside"].str.split("|").map(set)
    both = inside.map(lambda groups: {"muetter", "migration"} <= groups)
    said = people["K2_a"].isin(["ja", "nein"])
    mothers, migrants = people["geschlecht"] == "w", people["migration"] == "ja"
    assert rows.loc[both, "n"].sum() == (said & mothers & migrants).sum()
    not_mothers = rows["outside"].str.split("|").map(lambda groups: "muetter" in groups)
    others = people["geschlecht"].isin(["m", "d"])
    assert rows.loc[not_mothers, "n"].sum() == (said & others).sum()
    assert rows["n"].sum() == said.sum()


def test_the_order_of_respondents_changes_nothing(
    result: Estimates,
    sample: Answers,
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> None:
    turned = {name: people.iloc[::-1].reset_index(drop=True) for name, people in sample.items()}
    again = estimate(turned, codebook, weights, None, params)
    pd.testing.assert_frame_equal(again.estimates, result.estimates, rtol=1e-9)
    pd.testing.assert_frame_equal(again.tests, result.tests, rtol=1e-7)


def test_relabelled_codes_change_only_the_labels(
    result: Estimates,
    sample: Answers,
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> None:
    mine = sample["alleinerziehende"].copy()
    mine["K2_a"] = mine["K2_a"].replace({"ja": "x1", "nein": "x2"})
    book = codebook.copy()
    rows = book["variable"] == "K2_a"
    book.loc[rows, "category"] = book.loc[rows, "category"].replace({"ja": "x1", "nein": "x2"})
    again = estimate({**sample, "alleinerziehende": mine}, book, weights, None, params)
    columns = ["estimate", "se", "ci_low", "ci_high", "n"]
    pd.testing.assert_frame_equal(again.estimates[columns], result.estimates[columns])


def test_a_group_without_respondents_has_rows_without_figures(
    sample: Answers, codebook: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> None:
    nobody = {
        **sample,
        "alleinerziehende": sample["alleinerziehende"].replace({"migration": {"ja": "kA"}}),
    }
    result = estimate(nobody, codebook, weights, None, params)
    rows = result.estimates[result.estimates["target_group"] == "migration"]
    assert (rows["n"] == 0).all()
    assert rows["estimate"].isna().all()
    tables.check("estimates", result.estimates)


def test_no_respondents_at_all_are_no_error(
    sample: Answers, codebook: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> None:
    empty = {name: people.iloc[:0] for name, people in sample.items()}
    result = estimate(empty, codebook, weights.iloc[:0], None, params)
    assert result.estimates["estimate"].isna().all()


def test_one_network_takes_less_than_a_second(
    sample: Answers, codebook: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> None:
    start = time.process_time()
    estimate(sample, codebook, weights, None, params)
    assert time.process_time() - start < 1
