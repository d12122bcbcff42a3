"""Answers become severities, counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.assess import criteria, items, needs
from pipeline.params import Margin

NAN = np.nan


def test_the_worst_of_several_answers_is_the_items_severity(codebook: Any, answers: Any) -> None:
    found = items.build(answers, codebook)
    assert found.names == ["rand", "ferien", "suche", "huerde"]
    np.testing.assert_array_equal(found.severity[:, 0], [1.0, 0.5, 0.0, NAN, 0.0, 1.0])
    np.testing.assert_array_equal(found.in_need[:, 0], [1, 1, 0, NAN, 0, 1])


def test_whom_a_matter_concerns(codebook: Any, answers: Any) -> None:
    found = items.build(answers, codebook)
    np.testing.assert_array_equal(found.applies[:, 0], [1, 1, 0, NAN, 1, 1])
    np.testing.assert_array_equal(found.applies[:, 1], [1, 1, 0, 1, 1, 0])


def test_a_health_question_without_consent_says_nothing_about_reach(
    codebook: Any, answers: Any
) -> None:
    codebook.loc[codebook["variable"] == "bed_2", "sensitive"] = True
    found = items.build(answers, codebook)
    np.testing.assert_array_equal(found.applies[:, 1], [1, 1, 0, 1, 1, NAN])


def test_awareness_importance_and_obstacles(codebook: Any, answers: Any) -> None:
    found = items.build(answers, codebook)
    np.testing.assert_array_equal(found.aware[:, 0], [1, 0, 1, 0, NAN, NAN])
    np.testing.assert_array_equal(found.importance[:, 0], [1, 1, 0, 0, NAN, 1])
    np.testing.assert_array_equal(found.satisfaction[:, 0], [0, 0.5, NAN, NAN, 1, NAN])
    assert found.offerable.tolist() == [True, True, True, False]


def test_parts_of_a_need_with_interval_and_count(codebook: Any, answers: Any) -> None:
    """Counted by hand from the six answers; t with 40 replicates: R qt(.975, 39) = 2.022691."""
    from pipeline import tables
    from pipeline.assess import parts

    found = items.build(answers, codebook)
    rng = np.random.default_rng(7)
    weights = np.column_stack([np.ones(6), rng.multinomial(6, np.full(6, 1 / 6), size=40).T])
    table = parts.build(found, weights, {"alle": np.ones(6, dtype=bool)}, 1)
    tables.check("need_parts", table)
    row = table.set_index(["need", "part"]).to_dict("index")

    def shown(part: str, need: str = "rand") -> tuple[float, int]:
        return round(row[need, part]["estimate"], 6), row[need, part]["n"]

    assert shown("importance") == (0.6, 5)
    assert shown("satisfaction") == (0.5, 3)
    assert shown("gap") == (0.1, 3)
    assert shown("awareness") == (0.5, 4)  # used, known; two unknown
    assert shown("use") == (0.25, 4)  # r0 alone
    assert shown("unmet") == (0.5, 4)  # partly and not; of bek, teil, kein, nicht
    assert shown("severity") == (round((1 + 0.5 + 1) / 3, 6), 3)
    assert shown("barrier", "huerde") == (0.5, 4)
    assert ("huerde", "unmet") not in row
    assert ("rand", "barrier") not in row
    gap = row["rand", "gap"]
    copies = weights[:, 1:]
    important = np.array([1, 1, 0, 0, NAN, 1])
    satisfied = np.array([0, 0.5, NAN, NAN, 1, NAN])

    def mean(values: Any, w: Any) -> float:
        known = ~np.isnan(values)
        return float(values[known] @ w[known] / w[known].sum()) if w[known].sum() else NAN

    drawn = [mean(important, w) - mean(satisfied, w) for w in copies.T]
    half = 2.022691 * np.nanstd(drawn, ddof=1)
    assert abs(gap["ci_low"] - max(0.1 - half, -1)) < 1e-6
    assert abs(gap["ci_high"] - min(0.1 + half, 1)) < 1e-6


def test_needs_are_weighted_shares_of_valid_answers(
    codebook: Any, answers: Any, demo_params: Any
) -> None:
    found = items.build(answers, codebook)
    weights = np.column_stack([[2.0, 1, 1, 1, 1, 2]] * 21)
    members = needs.groups(answers, demo_params.target_groups)
    table = needs.build(found, weights, members, {"alle": needs.Count(1000.0, 900.0, 1100.0)}, 1)
    row = table[(table["need"] == "rand") & (table["target_group"] == "alle")].iloc[0]
    assert row["in_need"] == 5 / 7  # weights of r0, r1, r5 among r0, r1, r2, r4, r5
    assert row["severity"] == (2 * 1.0 + 1 * 0.5 + 2 * 1.0) / 5
    assert row["awareness"] == 3 / 5
    assert (row["n"], row["n_in_need"]) == (5, 3)
    assert row["people"] == 1000 * 5 / 7
    obstacle = table[(table["need"] == "huerde") & (table["target_group"] == "alle")].iloc[0]
    assert obstacle["in_need"] == 3 / 6  # of those asked: r0, r1, r4, r5
    assert obstacle["people"] == 1000 * 3 / 8  # of everyone: r2 and r3 were not asked
    mothers = table[(table["need"] == "rand") & (table["target_group"] == "muetter")].iloc[0]
    assert mothers["in_need"] == 3 / 4
    assert np.isnan(mothers["people"])


def test_field_values_are_means_of_items(codebook: Any, answers: Any, equal_weights: Any) -> None:
    found = items.build(answers, codebook)
    member = criteria.membership(found, ["kinderbetreuung", "arbeit"])
    shares = criteria.shares(found, equal_weights)
    np.testing.assert_allclose(
        criteria.mean_of_items(shares.in_need, member)[:, 0],
        [(3 / 5 + 2 / 5) / 2, (2 / 4 + 2 / 4) / 2],
    )
    # severity of those in need, each item by its share in need
    np.testing.assert_allclose(
        criteria.severity(shares, member)[:, 0],
        [(3 / 5 * 2.5 / 3 + 2 / 5 * 1.0) / 1.0, (0.5 * 0.75 + 0.5 * 1.0) / 1.0],
    )
    np.testing.assert_allclose(
        criteria.mean_of_items(shares.reach, member)[:, 0],
        [(4 / 5 + 4 / 6) / 2, (3 / 4 + 4 / 6) / 2],
    )


def test_a_replicate_is_what_its_weights_alone_would_give(
    codebook: Any, answers: Any, equal_weights: Any
) -> None:
    found = items.build(answers, codebook)
    all_at_once = criteria.shares(found, equal_weights)
    for column in (1, 17, 40):
        alone = criteria.shares(found, equal_weights[:, column : column + 1])
        np.testing.assert_allclose(all_at_once.in_need[:, column], alone.in_need[:, 0])
        np.testing.assert_allclose(all_at_once.severity[:, column], alone.severity[:, 0])


def test_the_gap_counts_needs_without_offer_and_offers_nobody_knows(
    codebook: Any, answers: Any, equal_weights: Any
) -> None:
    found = items.build(answers, codebook)
    member = criteria.membership(found, ["kinderbetreuung", "arbeit"])
    shares = criteria.shares(found, equal_weights)
    usable = np.array([True, False, True, False])
    gap = criteria.offer_gap(shares, member, usable, found.offerable)[:, 0]
    # rand: known by half -> 0.5; ferien: no offer -> 1; suche: offered, nobody asked -> known
    np.testing.assert_allclose(gap, [(3 / 5 * 0.5 + 2 / 5 * 1.0) / 1.0, 0.0])


def test_a_field_in_which_nobody_needs_anything_scores_the_least() -> None:
    severity = np.array([[0.0, 1.0], [0.25, 0.5], [0.0, np.nan]])
    empty = np.full_like(severity, np.nan)
    both = np.array([True, True])
    found = items.Items(["a", "b"], ["a", "b"], ["f", "g"], both, severity, *[empty] * 7)
    member = criteria.membership(found, ["f", "g"])
    shares = criteria.shares(found, np.ones((3, 2)))
    np.testing.assert_allclose(criteria.severity(shares, member)[:, 0], [0.5, 0.75])
    np.testing.assert_allclose(criteria.offer_gap(shares, member, ~both, both)[:, 0], [0.0, 1.0])


def test_wilson_with_effective_n_matches_the_formula() -> None:
    # R: Hmisc::binconf / DescTools::BinomCI(81, 263, method="wilson"): .255289-.366210
    low, high = needs.wilson(81 / 263, np.sqrt(81 / 263 * 182 / 263 / 263), 263)
    assert abs(low - 0.255289) < 1e-6
    assert abs(high - 0.366210) < 1e-6
    assert needs.wilson(0.0, 0.0, 20)[0] == 0.0
    assert abs(needs.wilson(0.0, 0.0, 20)[1] - 0.161125) < 1e-6


def test_groups_without_difference_show_no_inequality() -> None:
    rng = np.random.default_rng(3)
    n, copies = 400, 300
    weights = np.column_stack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), size=copies).T])
    half = np.arange(n) < n / 2
    member = np.ones((1, 1))
    found = []
    for _ in range(60):
        severity = (rng.random((n, 1)) < 0.4).astype(float)
        data = _items(severity)
        found.append(criteria.inequality(data, weights, member, [np.array([half, ~half])])[0, 0])
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(60) + 1e-4
    apart = _items((rng.random((n, 1)) < np.where(half, 0.2, 0.6)[:, None]).astype(float))
    value = criteria.inequality(apart, weights, member, [np.array([half, ~half])])[0, 0]
    assert 0.015 < value < 0.065  # truth: variance of 0.2 and 0.6 is 0.04


def test_the_error_of_inequality_is_that_between_samples() -> None:
    """Around the observed distance replicates would count chance twice; as without the floor."""
    rng = np.random.default_rng(5)
    n, copies = 300, 150
    half = np.arange(n) < n / 2
    weights = np.column_stack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), size=copies).T])
    for odds, least, most in ((0.4, 1.0, 2.3), (0.55, 0.75, 1.25)):
        found, told = [], []
        for _ in range(120):
            chance = np.where(half, 0.4, odds)[:, None]
            data = _items((rng.random((n, 1)) < chance).astype(float))
            value = criteria.inequality(data, weights, np.ones((1, 1)), [np.array([half, ~half])])
            assert (value[:, 1:] >= 0).all()
            found.append(max(value[0, 0], 0.0))
            told.append(value[0, 1:].var(ddof=1))
        assert least < np.sqrt(np.mean(told)) / np.std(found, ddof=1) < most


def _items(severity: Any) -> items.Items:
    empty = np.full_like(severity, np.nan)
    return items.Items(["a"], ["a"], ["f"], np.array([True]), severity, *[empty] * 7)


def test_official_numbers_only_for_the_same_population(demo_params: Any) -> None:
    table = pd.DataFrame(
        {
            "indicator": ["ae_minderj", "ae_minderj_muetter", "ae_minderj_vaeter", "ae_sgb2_ja"],
            "region": "06440", "period": "2022", "value": [8000.0, 6500.0, 1500.0, 2000.0],
            "status": "value",
        }
    )  # fmt: skip
    counts = needs.official_counts(table, demo_params)
    # the margin on SGB II is only assumed, so it gives no number of people
    assert {k: v.value for k, v in counts.items()} == {
        "alle": 8000.0,
        "muetter": 6500.0,
        "vaeter": 1500.0,
    }
    assert counts["vaeter"].low == 1500.0


def test_two_answers_that_share_a_figure_have_a_number_together_and_none_alone(
    demo_params: Any,
) -> None:
    ages = {"u3+u6": "young", "u10+u14+u18": "old"}
    margin = Margin.model_validate(
        {
            "id": "alter",
            "variable": "alterj",
            "targets": {k: {"indicator": v} for k, v in ages.items()},
        }
    )
    table = pd.DataFrame(
        {
            "indicator": ["young", "old"], "region": "06440", "period": "2025", "value": [3000.0, 5000.0],
            "status": "value",
        }
    )  # fmt: skip
    counts = needs.official_counts(table, demo_params.model_copy(update={"margins": [margin]}))
    assert {k: v.value for k, v in counts.items()} == {
        "kind_6_plus": 5000.0
    }  # not `kind_unter_3`: u3


def test_what_counts_other_people_or_is_assumed_is_never_multiplied_with(demo_params: Any) -> None:
    """Whatever `params.yaml` names: a census count of any age, or a placeholder without `assumed: true`."""
    open_margins = [m.model_copy(update={"assumed": False}) for m in demo_params.margins]
    params = demo_params.model_copy(update={"margins": open_margins})
    table = pd.DataFrame(
        {
            "indicator": ["ae_minderj", "ae_minderj_muetter", "ae_sgb2_ja", "ae_sgb2_nein"],
            "region": "06440", "period": "2025", "value": [8000.0, 6500.0, 1350.0, 6650.0],
            "status": "value", "population": ["target", "context", "target", "converted"],
            "assumed": [False, False, True, True],
        }
    )  # fmt: skip
    assert set(needs.official_counts(table, params)) == {"alle"}


def test_number_of_people_joins_both_uncertainties() -> None:
    found = needs.people((0.5, 0.4, 0.6), needs.Count(1000, 900, 1100))
    assert found["people"] == 500
    np.testing.assert_allclose(500 - found["people_low"], np.hypot(100, 50))
    exact = needs.people((0.5, 0.4, 0.6), needs.Count(1000, 1000, 1000))
    np.testing.assert_allclose([exact["people_low"], exact["people_high"]], [400, 600])
