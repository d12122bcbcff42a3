"""Weights reproduce official margins, keep their limits, and refuse what cannot be true."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.errors import PipelineError
from pipeline.params import Margin, Params
from pipeline.weight import Weighting, weight

People = Callable[..., pd.DataFrame]


def _margin(variable: str, **targets: str) -> Margin:
    return Margin.model_validate(
        {
            "id": variable,
            "variable": variable,
            "targets": {code: {"indicator": name} for code, name in targets.items()},
        }
    )


def _run(
    people: pd.DataFrame, book: pd.DataFrame, known: pd.DataFrame, params: Params
) -> Weighting:
    return weight({"alleinerziehende": people}, book, known, params)


@pytest.fixture(scope="module")
def result(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> Weighting:
    return _run(people(), codebook, indicators, params)


def test_tables_keep_their_contracts(result: Weighting) -> None:
    tables.check("weights", result.weights)
    tables.check("margins", result.margins)
    tables.check("replicates", result.replicates)
    assert result.replicates.shape == (400, 202)


def test_weighted_margins_equal_the_official_shares(result: Weighting) -> None:
    shares = result.margins.set_index(["variable", "category"])
    assert shares.loc[("geschlecht", "m"), "target"] == pytest.approx(0.12)
    assert shares.loc[("sgb2", "ja"), "target"] == pytest.approx(0.35)
    np.testing.assert_allclose(shares["after"], shares["target"], atol=1e-8)
    assert result.metrics["largest_margin_gap"] < 1e-6
    assert result.metrics["largest_margin_gap_before"] > 0.1


def test_divers_and_missing_keep_their_unweighted_share(result: Weighting, people: People) -> None:
    known = people()["geschlecht"].isin(["w", "m"]).to_numpy()
    weights = result.weights["weight"].to_numpy()
    assert weights.mean() == pytest.approx(1, abs=1e-10)
    assert weights[~known].sum() / weights.sum() == pytest.approx((~known).mean(), abs=1e-9)


def test_replicates_meet_the_margins_too_and_average_to_the_weights(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    sample = people(fathers=0.1)
    result = _run(sample, codebook, indicators, params)
    copies = result.replicates.filter(regex=r"^r\d+$").to_numpy()
    father = (sample["geschlecht"] == "m").to_numpy()
    known = sample["geschlecht"].isin(["w", "m"]).to_numpy()
    shares = copies[father].sum(axis=0) / copies[known].sum(axis=0)
    np.testing.assert_allclose(shares, 0.12, atol=1e-8)
    np.testing.assert_allclose(copies.mean(axis=0), 1, atol=1e-9)
    assert copies.min() == 0


def test_weights_equal_the_arithmetic_of_post_stratification_for_one_margin(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    sample = people()
    one = params.model_copy(update={"margins": [params.margins[0]]})
    weights = _run(sample, codebook, indicators, one).weights["weight"].to_numpy()
    known = sample["geschlecht"].isin(["w", "m"])
    for code, share in (("w", 0.88), ("m", 0.12)):
        of = (sample["geschlecht"] == code).to_numpy()
        usual = share * known.sum() / of.sum()
        assert weights[of].mean() == pytest.approx(usual, rel=1e-9)
        assert np.abs(weights[of] / usual - 1).max() < params.weighting.noise


def test_trimming_holds_the_limits_and_reports_the_gap_that_remains(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    limits = params.weighting.model_copy(update={"max_weight": 1.5, "min_weight": 0.5})
    tight = params.model_copy(update={"weighting": limits})
    result = _run(people(fathers=0.04), codebook, indicators, tight)
    weights = result.weights["weight"]
    adjusted = weights / result.weights["base_weight"]
    assert adjusted.max() <= 1.5 + 1e-9
    assert adjusted.min() >= 0.5 - 1e-9
    assert weights.mean() == pytest.approx(1, abs=1e-9)
    assert result.metrics["trimmed"] == result.weights["trimmed"].sum() > 0
    assert result.metrics["largest_margin_gap"] > 0.01


def test_small_neighbours_are_merged_on_an_ordered_scale() -> None:
    from pipeline.weight.margins import collapse

    counts = np.array([3, 40, 50, 20, 4])
    assert collapse(counts, 10, ordered=True).tolist() == [0, 0, 1, 2, 2]
    assert collapse(counts, 10, ordered=False).tolist() == [0, 1, 2, 0, 0]  # 3 + 4 < 10: with 20
    assert collapse(np.array([3, 4]), 10, ordered=False).tolist() == [0, 0]


def test_a_small_place_is_collapsed_and_named(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    extra = pd.concat(
        [
            indicators,
            *(
                indicators.iloc[[0]].assign(indicator=f"place{i}", value=value)
                for i, value in enumerate((600.0, 350.0, 30.0, 20.0))
            ),
        ]
    )
    places = {f"m00{i + 1}": f"place{i}" for i in range(4)}
    with_places = params.model_copy(update={"margins": [_margin("ort", **places)]})
    result = _run(people(600), codebook, extra, with_places)
    assert result.metrics["collapsed"] == ["ort"]
    cells = set(result.weights["cell"])
    assert cells == {"ort=m001", "ort=m002", "ort=m003+m004"}


def test_without_a_usable_margin_everybody_counts_one(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    hidden = params.model_copy(update={"margins": [_margin("sgb2", ja="hidden", nein="old")]})
    result = _run(people(), codebook, indicators, hidden)
    assert (result.weights["weight"] == 1).all()
    assert result.metrics["weighted"] == {"alleinerziehende": False}
    assert result.metrics["unused_margins"] == ["sgb2"]
    assert result.margins["target"].isna().all()
    assert result.margins["target_source"].str.contains("suppressed").all()
    tables.check("margins", result.margins)


@pytest.mark.parametrize(
    ("margin", "says"),
    [
        (_margin("geschlecht", w="nowhere", m="old"), "no indicator 'nowhere'"),
        (_margin("geschlecht", w="old", x="old"), "no answer code 'x'"),
        (_margin("geschlcht", w="old"), "no variable 'geschlcht'"),
        (_margin("geschlecht", w="old", m="young", kA="middle"), "names 'kA', which is no answer"),
    ],
    ids=["indicator", "code", "variable", "declined"],
)
def test_a_wrong_name_is_refused_with_advice(
    margin: Margin, says: str, people: People, inputs: tuple[pd.DataFrame, pd.DataFrame, Params]
) -> None:
    codebook, indicators, params = inputs
    with pytest.raises(PipelineError, match=says) as caught:
        _run(people(), codebook, indicators, params.model_copy(update={"margins": [margin]}))
    assert all(fault.hint for fault in caught.value.faults)


def test_an_empty_category_is_refused_with_advice(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    with pytest.raises(PipelineError, match="nobody with 'geschlecht' = 'm' answered") as caught:
        _run(people(fathers=0), codebook, indicators, params)
    assert "reach them" in caught.value.faults[0].hint


def test_contradicting_margins_are_refused_with_advice(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    sample = people(fathers=0.1)
    sample["sgb2"] = np.where(
        sample["geschlecht"] == "m", "ja", "nein"
    )  # same people, other shares
    with pytest.raises(PipelineError, match="cannot all be met") as caught:
        _run(sample, codebook, indicators, params)
    assert "coarsen" in caught.value.faults[0].hint


def test_exploding_weights_are_refused_with_advice(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    few = indicators.assign(
        value=indicators["value"].where(indicators["indicator"] != "ae_minderj_vaeter", 900000.0)
    )
    with pytest.raises(PipelineError, match="explode") as caught:
        _run(people(fathers=0.03), codebook, few, params)
    assert "merge categories" in caught.value.faults[0].hint


@pytest.mark.parametrize(
    ("value", "says"),
    [(-20.0, "'m' is -20"), (0.0, "official value 0, but [0-9]+ respondents are")],
)
def test_official_values_that_cannot_be_are_refused_with_advice(
    people: People, inputs: tuple[pd.DataFrame, pd.DataFrame, Params], value: float, says: str
) -> None:
    codebook, indicators, params = inputs
    wrong = indicators.assign(
        value=indicators["value"].where(indicators["indicator"] != "ae_minderj_vaeter", value)
    )
    with pytest.raises(PipelineError, match=says) as caught:
        _run(people(), codebook, wrong, params)
    assert "figure" in caught.value.faults[0].hint


def test_a_margin_that_forgets_answers_of_many_is_refused_and_divers_is_not(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    ages = params.model_copy(
        update={"margins": [_margin("alterj", u6="ae_sgb2_ja", u10="ae_sgb2_nein")]}
    )
    with pytest.raises(PipelineError, match="no figure for 'u3', 'u14', 'u18'") as caught:
        _run(people(), codebook, indicators, ages)
    assert "for each answer" in caught.value.faults[0].hint
    sample = people()
    sample.loc[:40, "geschlecht"] = "d"  # a tenth: twenty times what there is
    made = _run(sample, codebook, indicators, params)
    assert made.metrics["weighted"]["alleinerziehende"]


def test_the_order_of_respondents_and_margins_changes_nothing(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    sample = people()
    first = _run(sample, codebook, indicators, params).weights.set_index("respondent")
    turned = params.model_copy(update={"margins": params.margins[::-1]})
    other = _run(sample.iloc[::-1], codebook, indicators, turned).weights.set_index("respondent")
    np.testing.assert_allclose(other.loc[first.index, "weight"], first["weight"], rtol=1e-8)


def test_employers_and_institutions_count_one_and_only_employers_are_resampled(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    three = {name: people(30) for name in ("arbeitgeber", "einrichtungen")}
    result = weight({**three, "alleinerziehende": people()}, codebook, indicators, params)
    weights = result.weights.set_index("questionnaire")["weight"]
    assert (weights[["arbeitgeber", "einrichtungen"]] == 1).all()
    copies = result.replicates.set_index("questionnaire")
    assert (copies.loc["einrichtungen", "r000"] == 1).all()
    assert copies.loc["arbeitgeber", "r000"].nunique() > 1
    tables.check("weights", result.weights)


def test_the_same_seed_gives_the_same_replicates(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    once, again = (_run(people(), codebook, indicators, params).replicates for _ in range(2))
    pd.testing.assert_frame_equal(once, again, check_exact=True)
    other = _run(people(), codebook, indicators, params.model_copy(update={"seed": 7}))
    assert not once.equals(other.replicates)


def test_two_hundred_replicates_of_four_hundred_answers_take_less_than_half_a_second(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    sample = people()
    start = time.process_time()
    _run(sample, codebook, indicators, params)
    assert time.process_time() - start < 0.5


def test_no_and_few_respondents_are_no_error(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    result = weight({"alleinerziehende": people(0)}, codebook, indicators, params)
    assert len(result.weights) == 0
    first = weight({"alleinerziehende": people(12, fathers=0)}, codebook, indicators, params)
    assert (first.weights["weight"] == 1).all()
    assert first.metrics["unused_margins"] == ["geschlecht", "sgb2"]


@pytest.mark.parametrize(("n", "weighted"), [(99, False), (100, True)])
def test_employers_are_raked_to_size_classes_from_a_hundred_answers_on(
    n: int, weighted: bool, inputs: tuple[pd.DataFrame, pd.DataFrame, Params]
) -> None:
    codebook, indicators, params = inputs
    firms = pd.DataFrame(
        {
            "respondent": [f"b{i}" for i in range(n)],
            "sgb2": ["ja", "nein"] * (n // 2) + ["ja"] * (n % 2),
        }
    )
    margin = _margin("sgb2", ja="ae_sgb2_ja", nein="ae_sgb2_nein").model_copy(
        update={"questionnaire": "arbeitgeber"}
    )
    book = codebook.assign(questionnaire="arbeitgeber")
    changed = params.model_copy(update={"margins": [margin]})
    result = weight({"arbeitgeber": firms}, book, indicators, changed)
    assert result.metrics["weighted"]["arbeitgeber"] is weighted
    assert bool((result.weights["weight"] == 1).all()) is not weighted


def test_channels_tell_who_carries_the_weight_and_small_ones_go_together(
    people: People, inputs: tuple[pd.DataFrame, pd.DataFrame, Params]
) -> None:
    sample = people()
    sample["kanal"] = ["kita"] * 300 + ["amt"] * 88 + ["x"] * 7 + ["y"] * 5
    channels = _run(sample, *inputs).metrics["channels"]
    assert set(channels) == {"kita", "amt", "andere"}
    assert channels["kita"]["respondents"] == 0.75
    assert sum(c["weight"] for c in channels.values()) == pytest.approx(1, abs=0.011)
    sample["kanal"] = ["kita"] * 397 + ["x"] * 3
    assert set(_run(sample, *inputs).metrics["channels"]) == {"kita"}
