"""Answers that share one official value (``a+b``): exactly as if they were one answer, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import tables
from pipeline.errors import PipelineError
from pipeline.params import Margin, Params
from pipeline.weight import Weighting, weight

People = Callable[..., pd.DataFrame]
Inputs = tuple[pd.DataFrame, pd.DataFrame, Params]
FIGURES = {"old": 900.0, "middle": 4200.0, "young": 3700.0, "north": 6100.0, "south": 3900.0}
PLACES = {"m002+m001": "north", "m003+m004": "south"}


def _margin(variable: str, targets: dict[str, Any], **more: Any) -> Margin:
    given = {
        category: [{"indicator": n} for n in names]
        if isinstance(names, list)
        else {"indicator": names}
        for category, names in targets.items()
    }
    return Margin.model_validate({"id": variable, "variable": variable, "targets": given, **more})


def _figures(indicators: pd.DataFrame) -> pd.DataFrame:
    more = [indicators.iloc[[0]].assign(indicator=k, value=v) for k, v in FIGURES.items()]
    return pd.concat([indicators[~indicators["indicator"].isin(FIGURES)], *more])


def _run(sample: pd.DataFrame, inputs: Inputs, *margins: Margin) -> Weighting:
    codebook, indicators, params = inputs
    changed = params.model_copy(update={"margins": list(margins)})
    return weight({"alleinerziehende": sample}, codebook, _figures(indicators), changed)


def _recoded(inputs: Inputs, variable: str, into: dict[str, str]) -> Inputs:
    """A codebook in which answers were merged by hand."""
    codebook, indicators, params = inputs
    mine = codebook["variable"] == variable
    category = codebook["category"].where(~mine, codebook["category"].map(lambda c: into.get(c, c)))
    book = codebook.assign(category=category).drop_duplicates(["variable", "category"])
    return book, indicators, params


@pytest.fixture(scope="module")
def sex() -> Margin:
    return _margin("geschlecht", {"w": "ae_minderj_muetter", "m": "ae_minderj_vaeter"})


def test_a_joined_category_is_one_row_in_the_questionnaires_order(
    people: People, inputs: Inputs, sex: Margin
) -> None:
    """Whatever the order in which the analyst names categories, and codes within them."""
    places = _margin("ort", {"m003+m004": ["south"], "m002+m001": ["north", "old"]})
    sample = people(n=900)
    sample.loc[::3, "ort"] = ["m003", "m004"] * 150
    result = _run(sample, inputs, sex, places)
    rows = tables.check("margins", result.margins)
    own = rows[rows["variable"] == "ort"].set_index("category")
    assert own.index.tolist() == ["m001+m002", "m003+m004"]
    assert own["target"].tolist() == pytest.approx([7000 / 10900, 3900 / 10900])
    assert own["official"].tolist() == ["north+old", "south"]
    share = sample["ort"].isin(["m001", "m002"]).mean()
    assert own["before"].tolist() == pytest.approx([share, 1 - share])
    np.testing.assert_allclose(own["after"], own["target"], atol=1e-8)
    assert {c.split("|")[1] for c in result.weights["cell"]} == {"ort=m001+m002", "ort=m003+m004"}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([{"u3", "u6"}, {"u6", "u10"}, {"u3", "u6", "u10"}, {"u14", "u18"}]),
    st.integers(0, 2**16),
)
def test_joining_equals_recoding_the_answers_by_hand(
    people: People, inputs: Inputs, joined: set[str], seed: int
) -> None:
    """Weights and every replicate to the last digit; raking sees no difference at all."""
    sample = people(n=2000, seed=seed, fathers=0.1)
    ages = ["u3", "u6", "u10", "u14", "u18"]
    sample["alterj"] = np.random.default_rng(seed).choice(ages, len(sample))
    inside = [a for a in ages if a in joined]
    others = [a for a in ages if a not in joined]
    names = dict(zip(others, FIGURES, strict=False))
    by_key = _margin("alterj", {"+".join(inside): "young", **names})
    by_hand = _margin("alterj", {inside[0]: "young", **names})
    sex = _margin("geschlecht", {"w": "ae_minderj_muetter", "m": "ae_minderj_vaeter"})
    into = dict.fromkeys(inside, inside[0])
    recoded = sample.assign(alterj=sample["alterj"].replace(into))
    one = _run(sample, inputs, sex, by_key)
    other = _run(recoded, _recoded(inputs, "alterj", into), sex, by_hand)
    assert one.metrics["unused_margins"] == []
    np.testing.assert_array_equal(one.weights["weight"], other.weights["weight"])
    pd.testing.assert_frame_equal(one.replicates, other.replicates)
    numbers = ["target", "before", "after"]
    pd.testing.assert_frame_equal(one.margins[numbers], other.margins[numbers])


def test_splitting_the_official_value_in_proportion_is_something_else(
    people: People, inputs: Inputs
) -> None:
    """Joined, the mixture within follows the other margins; split by the sample, it is frozen.

    Benefits are more frequent among those with small children here, and weighting lowers benefits: then fewer
    of ``u6`` remain within ``u6+u10``. A split would claim a figure that no office published.
    """
    sample = people(n=2000, fathers=0.1)
    young = sample["alterj"] == "u6"
    often = np.random.default_rng(5).random(len(sample)) < np.where(young, 0.8, 0.4)
    sample["sgb2"] = np.where(often, "ja", "nein")
    aid = _margin("sgb2", {"ja": "ae_sgb2_ja", "nein": "ae_sgb2_nein"})
    counts = sample["alterj"].value_counts()
    share = counts["u6"] / (counts["u6"] + counts["u10"])
    codebook, indicators, params = inputs
    parts = {"u6": FIGURES["young"] * share, "u10": FIGURES["young"] * (1 - share)}
    split = pd.concat(
        [indicators, *(indicators.iloc[[0]].assign(indicator=k, value=v) for k, v in parts.items())]
    )
    others = {"u3": "old", "u14": "middle", "u18": "south"}
    joined = _run(sample, inputs, aid, _margin("alterj", {"u6+u10": "young", **others}))
    apart = _run(
        sample,
        (codebook, split, params),
        aid,
        _margin("alterj", {"u6": "u6", "u10": "u10", **others}),
    )

    def within(made: Weighting) -> float:
        weights = made.weights["weight"].to_numpy()
        both = sample["alterj"].isin(["u6", "u10"]).to_numpy()
        return float(weights[young.to_numpy()].sum() / weights[both].sum())

    assert within(apart) == pytest.approx(share, abs=1e-8)
    assert within(joined) < share - 0.02
    both = joined.margins.set_index("category").loc["u6+u10", "after"]
    rows = apart.margins.set_index("category").loc[["u6", "u10"], "after"]
    assert both == pytest.approx(rows.sum(), abs=1e-8)


def test_an_answer_that_nobody_gave_may_be_joined_with_one_that_stands_for_it(
    people: People, inputs: Inputs
) -> None:
    nobody = people().replace({"ort": {"m003": "m002", "m004": "m002"}})
    figures = {"m001": "north", "m002": "old", "m003": "middle", "m004": "south"}
    with pytest.raises(PipelineError, match="nobody with 'ort' = 'm003' answered") as caught:
        _run(nobody, inputs, _margin("ort", figures))
    assert "`a+b: [ both figures ]`" in caught.value.faults[0].hint
    whole = _margin("ort", {"m001": "north", "m002+m003+m004": ["old", "middle", "south"]})
    made = _run(nobody, inputs, whole)
    assert made.metrics["largest_margin_gap"] < 1e-6
    assert made.margins["category"].tolist() == ["m001", "m002+m003+m004"]
    empty = people().replace({"ort": {"m003": "m001", "m004": "m002"}})
    with pytest.raises(PipelineError, match="'ort' = 'm003' or 'm004' answered"):
        _run(empty, inputs, _margin("ort", PLACES))


def test_small_joined_categories_are_merged_like_others(people: People, inputs: Inputs) -> None:
    """``u3`` has 1 % of answers: on a scale it joins the neighbour, though that is joined already."""
    ages = _margin("alterj", {"u3": "old", "u6+u10": "young", "u14+u18": "middle"})
    made = _run(people(), inputs, ages)
    assert made.metrics["collapsed"] == ["alterj"]
    assert set(made.weights["cell"]) == {"alterj=u3+u6+u10", "alterj=u14+u18"}
    assert made.margins["category"].tolist() == ["u3", "u6+u10", "u14+u18"]


@pytest.mark.parametrize(
    ("targets", "says", "advice"),
    [
        ({"m001+x": "north", "m002": "old"}, "no answer code 'x'", "its codes: m001"),
        ({"m001+m002": "nowhere", "m003": "old"}, "no indicator 'nowhere'", ""),
        ({"m001+m002": "north"}, "no figure for 'm003', 'm004'", "each answer"),
    ],
    ids=["code", "indicator", "left out"],
)
def test_what_a_joined_category_names_must_be_there(
    people: People, inputs: Inputs, targets: dict[str, str], says: str, advice: str
) -> None:
    sample = people()
    sample.loc[:120, "ort"] = "m003"
    sample.loc[121:140, "ort"] = "m004"
    with pytest.raises(PipelineError, match=says) as caught:
        _run(sample, inputs, _margin("ort", targets))
    assert advice in caught.value.faults[0].hint


def test_answers_that_are_no_neighbours_on_a_scale_are_not_joined(
    people: People, inputs: Inputs
) -> None:
    """An official class has no hole: whoever is 3 to 5 lies between under 3 and 6 to 9."""
    torn = _margin("alterj", {"u3+u10": "young", "u6": "old", "u14+u18": "middle"})
    with pytest.raises(PipelineError, match="no neighbours on their scale") as caught:
        _run(people(), inputs, torn)
    (fault,) = caught.value.faults
    assert "between them stands 'u6'" in fault.why
    assert "write `u3+u6+u10:`" in fault.hint
    across = _margin("ort", {"m001+m003": "north", "m002+m004": "south"})  # places have no order
    assert _run(people(), inputs, across).metrics["weighted"]["alleinerziehende"]


def test_a_placeholder_among_the_figures_makes_the_margin_an_assumption(
    people: People, inputs: Inputs
) -> None:
    codebook, indicators, params = inputs
    known = _figures(indicators)
    known = known.assign(assumed=known["indicator"] == "old")
    margins = [
        _margin("ort", {"m001+m002": ["north", "old"], "m003+m004": "south"}),
        _margin("alterj", {"u3+u6+u10": "young", "u14+u18": "middle"}),
    ]
    changed = params.model_copy(update={"margins": margins})
    made = weight({"alleinerziehende": people(900)}, codebook, known, changed).margins
    assert made.groupby("margin")["assumed"].agg(["all", "any"]).to_numpy().tolist() == [
        [False, False],
        [True, True],
    ]


def test_employees_are_joined_as_the_establishments_are(inputs: Inputs) -> None:
    """Per class: weight times share of employees by share of establishments, whatever the order of codes."""
    codebook, indicators, params = inputs
    firms = pd.DataFrame(
        {"respondent": [f"b{i:03d}" for i in range(150)], "ort": ["m001", "m002", "m003"] * 50}
    )
    margin = _margin(
        "ort",
        {"m002+m001": "north", "m003": "south"},
        questionnaire="arbeitgeber",
        employees={"m003": {"indicator": "old"}, "m001+m002": {"indicator": "middle"}},
    )
    changed = params.model_copy(update={"margins": [margin]})
    book = codebook.assign(questionnaire="arbeitgeber")
    made = weight({"arbeitgeber": firms}, book, _figures(indicators), changed).weights
    share = 4200 / (4200 + 900)
    wanted = np.where(firms["ort"] == "m003", 3 * (1 - share), 1.5 * share)
    np.testing.assert_allclose(made["weight_employees"], wanted, rtol=1e-9)
    with pytest.raises(ValueError, match="joined alike"):
        _margin(
            "ort",
            {"m001+m002": "north", "m003": "south"},
            questionnaire="arbeitgeber",
            employees={c: {"indicator": "old"} for c in ("m001", "m002", "m003")},
        )


def test_advice_about_a_question_names_questions_and_about_a_figure_where_to_enter_it(
    people: People, inputs: Inputs
) -> None:
    for margin, advice in (
        (_margin("xyz", {"a+b": "north", "c": "south"}), "known: geschlecht, sgb2"),
        (_margin("ort", {"m001+m002": "qqqqqq", "m003+m004": "south"}), "begins with 'eigene_'"),
    ):
        with pytest.raises(PipelineError) as caught:
            _run(people(), inputs, margin)
        assert advice in caught.value.faults[0].hint
