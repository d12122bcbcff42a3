"""What leaves the room towards publication: no exact share, no exact error, one sound covariance."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.assess import coarse, criteria, few, fields
from pipeline.assess.items import Items
from pipeline.params import Disclosure

LIMITS = Disclosure()


def _items(in_need: np.ndarray, owners: list[str]) -> Items:
    """Items with a severity of 0 or 0.8; nothing else was asked."""
    n, k = in_need.shape
    nothing = np.full((n, k), np.nan)
    names = [f"item{i}" for i in range(k)]
    matrix = {
        "severity": np.where(np.isnan(in_need), np.nan, in_need * 0.8),
        "applies": (~np.isnan(in_need)).astype(float), "importance": nothing, "satisfaction": nothing,
        "aware": nothing, "used": nothing, "unmet": nothing, "barrier": nothing,
    }  # fmt: skip
    return Items(names, names, owners, np.ones(k, dtype=bool), **matrix)


def _weights(n: int, seed: int, replicates: int = 200) -> np.ndarray:
    """Final weights of two cells and bootstrap replicates."""
    random = np.random.default_rng(seed)
    final = np.where(random.random(n) < 0.3, 2.3, 0.4429)
    draws = random.multinomial(n, np.full(n, 1 / n), size=replicates).T
    return np.column_stack([final, final[:, None] * draws])


@pytest.mark.parametrize("n", [40, 80, 400])
def test_a_field_of_one_need_tells_no_more_than_the_need(n: int) -> None:
    """Its value is the whole per cent that the need shows, whoever is in need."""
    random = np.random.default_rng(n)
    needed = (random.random((n, 1)) < 0.3).astype(float)
    weights = _weights(n, 1)
    found = coarse.shares(_items(needed, ["f"]), weights, LIMITS)
    value = found.mean("in_need", np.ones((1, 1)))[0]
    exact = weights[:, 0] @ needed[:, 0] / weights[:, 0].sum()
    assert value[0] == pytest.approx(round(exact, 2), abs=1e-12)
    points = coarse.points("need", value[None, :], n, LIMITS)[0, 0]
    assert points == pytest.approx(round(exact, 2) / 0.6 * 10)


@pytest.mark.parametrize("chosen", [0, 1])
def test_one_person_in_need_does_not_show_her_weight(chosen: int) -> None:
    """Whether the only person in need is of the heavy or the light cell, the field looks the same."""
    weights = _weights(60, 2)
    cell = np.flatnonzero(weights[:, 0] == np.unique(weights[:, 0])[chosen])[0]
    needed = np.zeros((60, 1))
    needed[cell] = 1.0
    found = coarse.shares(_items(needed, ["f"]), weights, LIMITS)
    assert found.mean("in_need", np.ones((1, 1)))[0, 0] == pytest.approx(0.02)
    plain = few.ratio(needed, weights, LIMITS.min_cell)[0]
    assert plain[0] == pytest.approx(1 / 60)
    assert np.std(plain[1:], ddof=1) == pytest.approx(1 / 60, rel=0.25)  # Poisson, not the weight


def test_three_people_keep_their_weights_and_the_rest_shares_what_is_left() -> None:
    weights = np.array([[2.0], [2.0], [1.0], [0.5], [0.5], [0.5], [0.5], [1.0]])
    values = np.array([[1.0], [1.0], [1.0], [0.0], [0.0], [0.0], [0.0], [0.0]])
    assert few.ratio(values, weights, 3)[0, 0] == pytest.approx(5 / 8)
    values = np.array([[1.0], [1.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]])
    assert few.ratio(values, weights, 3)[0, 0] == pytest.approx(2 / 8)
    values = np.array([[1.0], [0.5], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]])
    assert few.ratio(values, weights, 3)[0, 0] == pytest.approx(1.5 / 8)


def test_needs_of_few_answers_do_not_show_in_a_field() -> None:
    """Of 60 people nine were asked the second question: the field is its other need alone."""
    needed = np.zeros((60, 2))
    needed[:24, 0] = 1.0
    needed[9:, 1] = np.nan
    needed[:7, 1] = 1.0
    found = coarse.shares(_items(needed, ["f", "f"]), np.ones((60, 30)), LIMITS)
    assert found.mean("in_need", np.ones((1, 2)))[0, 0] == pytest.approx(0.40)
    alone = coarse.shares(_items(needed[:, 1:], ["f"]), np.ones((60, 30)), LIMITS)
    assert np.isnan(alone.mean("in_need", np.ones((1, 1)))[0, 0])
    both = coarse.shares(_items(needed[:, [1, 1]], ["f", "f"]), np.ones((60, 30)), LIMITS)
    assert both.mean("in_need", np.ones((1, 2)))[0, 0] == pytest.approx(0.80)  # 7/9 in steps of 5


@pytest.mark.parametrize("few_people", [0, 1, 9])
def test_severity_of_fewer_than_ten_is_unknown(few_people: int) -> None:
    """Nobody among them: whether it is none or nine does not show."""
    needed = np.zeros((60, 1))
    needed[:few_people] = 1.0
    found = coarse.shares(_items(needed, ["f"]), np.ones((60, 30)), LIMITS)
    assert np.isnan(found.severity(np.ones((1, 1)))[0, 0])
    needed[:10] = 1.0
    found = coarse.shares(_items(needed, ["f"]), np.ones((60, 30)), LIMITS)
    assert found.severity(np.ones((1, 1)))[0, 0] == pytest.approx(0.80)


def test_offers_of_which_too_few_said_whether_they_know_them_are_not_known_ones() -> None:
    """Nine of 60 were asked whether they know the offer: the gap is unknown; ten knew it: it is none."""
    needed = np.zeros((60, 1))
    needed[:30] = 1.0
    there = np.ones(1, dtype=bool)

    def gap(asked: int) -> float:
        aware = np.full((60, 1), np.nan)
        aware[:asked] = 1.0
        items = replace(_items(needed, ["f"]), aware=aware)
        found = coarse.shares(items, np.ones((60, 30)), LIMITS)
        return float(found.offer_gap(np.ones((1, 1)), there, there)[0, 0])

    assert np.isnan(gap(9))
    assert [gap(10), gap(0)] == [0.0, 0.0]  # nobody was asked: the offer counts as known


def test_the_spread_of_an_unknown_share_is_unknown() -> None:
    need = np.array([[0.2, 0.2], [np.nan, 0.1]])
    found = coarse.inequality(np.array([[0.0004, 0.0004], [0.0, 0.0]]), need)
    assert found[0, 0] == pytest.approx(0.0004)
    assert np.isnan(found[1]).all()


def test_a_criterion_unknown_for_one_field_counts_for_none() -> None:
    """Scores and rank sets are those of the other criteria, as if it had never been wanted."""
    random = np.random.default_rng(5)
    need = random.normal([[4.0], [5.0], [6.0]], 0.3, size=(3, 201))
    severity = random.normal([[9.0], [1.0], [np.nan]], 0.3, size=(3, 201))
    names, wanted = ["a", "b", "c"], {"need": 3.0, "severity": 2.0}
    with_gap = fields.score(names, {"need": need, "severity": severity}, wanted, 60)
    without = fields.score(names, {"need": need}, wanted, 60)
    pd.testing.assert_frame_equal(with_gap.ranking, without.ranking)
    pd.testing.assert_frame_equal(with_gap.covariance, without.covariance)
    table = with_gap.fields.set_index(["criterion", "field_of_action"])
    assert table.loc["severity", "value"].isna().tolist() == [False, False, True]
    assert table.loc["severity", "weight"].tolist() == [0.0] * 3
    assert table.loc["need", "weight"].tolist() == [1.0] * 3


def test_where_nothing_that_counts_is_known_for_every_field_nothing_is_ranked() -> None:
    """Neither an error nor a ranking of noughts: the tables stay empty and sound."""
    severity = np.array([[6.0, 6.1, 5.9], [np.nan] * 3])
    reach = np.array([[9.0, 9.1, 8.9], [8.0, 8.1, 7.9]])  # known, and without weight
    found = fields.score(["a", "b"], {"severity": severity, "reach": reach}, {"severity": 2.0}, 11)
    assert found.ranking.empty
    assert found.covariance.empty
    assert found.fields["weight"].eq(0).all()
    assert found.fields["value"].notna().sum() == 3
    for name in ("fields", "covariance", "ranking"):
        tables.check(name, getattr(found, name))


def test_errors_are_preferred_numbers_within_three_per_cent() -> None:
    exact = np.array([0.0, 0.1, 0.0345, 1.2345, 0.999])
    rough = coarse.errors(exact)
    assert rough[0] == 0.0
    assert np.abs(rough[1:] / exact[1:] - 1).max() < 10 ** (1 / 80) - 1 + 1e-12
    steps = np.log10(rough[1:]) * 40
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-9)


@pytest.mark.parametrize(("n", "seed"), [(40, 1), (80, 2), (400, 3), (2000, 4)])
def test_the_covariance_stays_sound_and_forgets_its_digits(n: int, seed: int) -> None:
    """Positive semidefinite, errors on their grid; neighbouring surveys mostly give the very same matrix."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(54, 3))
    exact = np.cov(common @ random.normal(size=(3, 200)) + random.normal(size=(54, 200)))
    exact[5] = exact[:, 5] = 0.0  # a criterion without sampling error
    rough = coarse.covariance(exact, n)
    np.testing.assert_array_equal(rough, rough.T)
    assert np.linalg.eigvalsh(rough).min() > -1e-12 * np.trace(rough)
    np.testing.assert_allclose(np.sqrt(np.diag(rough)), coarse.errors(np.sqrt(np.diag(exact))))
    assert not rough[5].any()
    moved = exact * (1 + 1e-9 * random.random())
    np.testing.assert_allclose(coarse.covariance(moved, n), rough, atol=1e-12)
    correlation = rough[:5, :5] / np.sqrt(np.outer(np.diag(rough)[:5], np.diag(rough)[:5]))
    assert np.abs(correlation).max() <= 1 + 1e-12


def test_two_needs_of_forty_people_do_not_tell_how_many_have_both() -> None:
    """Of 40 people with equal weights, a correlation in whole steps leaves five people open."""

    def of(both: int) -> np.ndarray:
        joint = both / 40 - 0.25
        return np.array([[0.25, joint], [joint, 0.25]]) / 40

    seen: dict[bytes, list[int]] = {}
    for both in range(21):
        seen.setdefault(np.round(coarse.covariance(of(both), 40), 12).tobytes(), []).append(both)
    assert min(len(counts) for counts in seen.values() if 0 not in counts and 20 not in counts) >= 5


def test_scores_are_the_weighted_sums_of_what_is_published() -> None:
    random = np.random.default_rng(7)
    values: dict[str, Any] = {
        c: criteria.points(c, random.uniform(0.1, 0.4, (4, 1)) + random.normal(0, 0.02, (4, 101)))
        for c in ("need", "reach")
    }
    for c, value in values.items():
        value[:, 0] = criteria.points(c, np.round(random.uniform(0.1, 0.4, 4), 2))
    made = fields.score(list("abcd"), values, {"need": 3.0, "reach": 1.0}, 400)
    wide = made.fields.pivot(index="field_of_action", columns="criterion", values="value")
    for row in made.ranking.itertuples():
        own = wide.loc[row.field_of_action]
        assert row.score == pytest.approx(0.75 * own["need"] + 0.25 * own["reach"], abs=1e-12)
        assert row.share_top3 * 20 == pytest.approx(round(row.share_top3 * 20))


@pytest.mark.parametrize("chosen", [0, 1])
def test_one_person_who_was_not_asked_does_not_show_her_weight(chosen: int) -> None:
    """Of everyone: 20 in need, 39 not, one whom it does not concern and who counts as not in need."""
    weights = _weights(60, 3)
    cell = np.flatnonzero(weights[:, 0] == np.unique(weights[:, 0])[chosen])[0]
    order = [i for i in range(60) if i != cell]
    needed, kinds = np.zeros((60, 1)), np.zeros((60, 1))
    needed[order[:20]] = kinds[order[:20]] = 1.0
    kinds[cell] = -1.0
    share = few.ratio(needed, weights, LIMITS.min_cell, kinds)[0, 0]
    others = np.array(order)
    asked = weights[others, 0] @ needed[others, 0] / weights[others, 0].sum()
    assert share / asked == pytest.approx(59 / 60)


def test_a_deviation_over_fewer_than_two_replicates_is_unknown_and_nobody_is_warned() -> None:
    rows = np.array([[1.0, 3.0, np.nan], [np.nan, 2.0, np.nan], [np.nan] * 3])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = few.deviation(rows)
    assert found[0] == pytest.approx(2**0.5)
    assert np.isnan(found[1:]).all()
