"""Design weights: strata drawn from with unequal density count what they stand for, before raking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.params import Margin, Params
from pipeline.samples import ClosedList, SampleDesign
from pipeline.weight import Weighting, weight

Inputs = tuple[pd.DataFrame, pd.DataFrame, Params]
PLACES = {"m001": 3000, "m002": 300, "m003": 1200}
DRAWN = {"m001": 50, "m002": 100, "m003": 50}


def _people(counts: dict[str, int], **columns: Any) -> pd.DataFrame:
    places = [place for place, n in counts.items() for _ in range(n)]
    n = len(places)
    frame = {
        "respondent": [f"a{i:04}" for i in range(n)], "ort": places, "kanal": "x", "kita": "",
        "geschlecht": np.where(np.arange(n) % 3 == 0, "m", "w"), "sgb2": "nein", "alterj": "u6",
    }  # fmt: skip
    return pd.DataFrame(frame | columns)


def _weighted(
    people: pd.DataFrame,
    inputs: Inputs,
    *,
    name: str = "alleinerziehende",
    margins: list[Margin] | None = None,
    **design: Any,
) -> Weighting:
    codebook, indicators, params = inputs
    declared = SampleDesign.model_validate({"strata": "ort", "population": PLACES, **design})
    changed = params.model_copy(
        update={
            "designs": {name: declared}, "margins": margins or [],
            "closed_lists": {name: ClosedList(source="s", invited=5000)},
        }
    )  # fmt: skip
    place = codebook[codebook["variable"] == "ort"].iloc[:1]
    kita = place.assign(variable="kita", category="k", order=9)
    book = pd.concat([codebook, kita], ignore_index=True).assign(questionnaire=name)
    return weight({name: people}, book, indicators, changed)


def _of(result: Weighting, people: pd.DataFrame, place: str) -> float:
    own = result.weights.set_index("respondent")["weight"].reindex(people["respondent"])
    found = own[(people["ort"] == place).to_numpy()].unique()
    assert len(found) == 1
    return float(found[0])


def _geschlecht(w: str = "ae_minderj_muetter", m: str = "ae_minderj_vaeter") -> Margin:
    return Margin.model_validate(
        {
            "id": "geschlecht",
            "variable": "geschlecht",
            "targets": {"w": {"indicator": w}, "m": {"indicator": m}},
        }
    )


def test_everybody_counts_as_many_as_they_were_drawn_for(inputs: Inputs) -> None:
    """By arithmetic: 60, 3 and 24 people each, of 4,500; 200 respondents with mean 1."""
    people = _people(DRAWN)
    result = _weighted(people, inputs)
    for place, n in DRAWN.items():
        each = PLACES[place] / n * 200 / 4500
        assert _of(result, people, place) == pytest.approx(each, rel=1e-12)
    assert (result.weights["weight"] == result.weights["base_weight"]).all()
    assert result.metrics["weighted"]["alleinerziehende"] is True
    shown = result.margins.set_index("category")
    assert shown["margin"].unique().tolist() == ["schichten"]
    assert shown.loc["m001", ["target", "before", "after"]].tolist() == pytest.approx(
        [3000 / 4500, 0.25, 3000 / 4500]
    )
    copies = result.replicates.drop(columns=["questionnaire", "respondent"]).to_numpy()
    of = copies[(people["ort"] == "m001").to_numpy()].sum(axis=0)
    np.testing.assert_allclose(of, 200 * 3000 / 4500, rtol=1e-12)


def test_raking_begins_with_design_weights(inputs: Inputs) -> None:
    """Equal to iterative proportional fitting from N/n with noise, written out here."""
    people = _people(DRAWN)
    result = _weighted(people, inputs, margins=[_geschlecht()])
    drawn = np.array([PLACES[place] / DRAWN[place] for place in people["ort"]])
    w = result.weights["base_weight"].to_numpy(dtype=float, copy=True)
    noise = pd.Series(w / drawn / (w / drawn).mean())
    assert (noise - 1).abs().max() < inputs[2].weighting.noise
    by_cell = noise.groupby([people["ort"], people["geschlecht"]]).mean()
    np.testing.assert_allclose(by_cell, 1, rtol=1e-9)
    for code, share in (("w", 0.88), ("m", 0.12)):
        here = (people["geschlecht"] == code).to_numpy()
        w[here] *= share / w[here].sum()
    np.testing.assert_allclose(result.weights["weight"], w * 200 / w.sum(), rtol=1e-9)


def test_who_did_not_say_where_keeps_the_unweighted_share(inputs: Inputs) -> None:
    people = _people({**DRAWN, "_no_answer": 20})
    result = _weighted(people, inputs, lonely="adjust")
    assert _of(result, people, "_no_answer") == 1
    assert _of(result, people, "m001") == pytest.approx(3000 / 50 * 200 / 4500)
    unknown = result.weights.set_index("respondent").loc[people["respondent"][200:], "correction"]
    assert (unknown == 1).all()


def test_a_stratum_with_few_people_shares_a_weight(inputs: Inputs) -> None:
    """Nine people of a village would be known by their weight: they go with the smallest other place."""
    people = _people({"m001": 50, "m002": 100, "m003": 9})
    result = _weighted(people, inputs)
    assert _of(result, people, "m003") == _of(result, people, "m001")
    assert _of(result, people, "m001") == pytest.approx(4200 / 59 * 159 / 4500)


def test_a_margin_that_cuts_a_stratum_into_few_people_is_met_and_gives_each_another_weight(
    inputs: Inputs,
) -> None:
    people = _people({"m001": 24, "m002": 100, "m003": 50})
    result = _weighted(people, inputs, margins=[_geschlecht()])
    assert result.metrics["unused_margins"] == []
    met = result.margins[result.margins["margin"] == "geschlecht"]
    np.testing.assert_allclose(met["after"], met["target"], atol=1e-8)
    few = ((people["ort"] == "m001") & (people["geschlecht"] == "m")).to_numpy()
    assert result.weights["weight"][few].round(9).nunique() == few.sum() == 8


def test_clusters_are_drawn_out_of_clusters_and_who_named_none_is_not_one_of_them(
    inputs: Inputs,
) -> None:
    """By arithmetic: 5 of 20 day-care centres in one place, 10 of 10 in the other: 4 against 1."""
    kita = [f"k{i % 5}" for i in range(80)] + [""] * 20 + [f"k{i % 10}" for i in range(100)]
    people = _people({"m001": 100, "m002": 100}, kita=kita)
    result = _weighted(people, inputs, clusters="kita", population={"m001": 20, "m002": 10})
    assert _of(result, people, "m001") / _of(result, people, "m002") == pytest.approx(4)
    left = result.weights.set_index("respondent")["correction"].reindex(people["respondent"])
    assert left.tolist() == [0.75] * 100 + [0.0] * 100


@pytest.mark.parametrize(("n", "weighted"), [(90, False), (100, True)])
def test_employers_have_design_weights_from_a_hundred_answers_on(
    n: int, weighted: bool, inputs: Inputs
) -> None:
    people = _people({"m001": n // 2, "m002": n // 2})
    sizes = {"m001": 3000, "m002": 300}
    result = _weighted(people, inputs, name="arbeitgeber", population=sizes)
    assert result.metrics["weighted"]["arbeitgeber"] is weighted
    assert (_of(result, people, "m001") > 1) is weighted


def test_what_design_weights_cannot_do_is_refused_with_advice(inputs: Inputs) -> None:
    def message(people: pd.DataFrame, **design: Any) -> str:
        with pytest.raises(PipelineError) as caught:
            _weighted(people, inputs, **design)
        return str(caught.value)

    empty = message(_people({"m001": 50, "m002": 50}))
    assert "nobody with 'ort' = 'm003' answered, but they are 27% of the population" in empty
    exploded = message(_people({"m001": 20, "m002": 980}), population={"m001": 10**6, "m002": 1000})
    assert "the weights of 'alleinerziehende' explode" in exploded
    assert "designs, alleinerziehende, population" in exploded
    nobody = message(_people({"m001": 50}), clusters="kita", population={"m001": 20})
    assert "nobody of the stratum 'm001' of 'ort' named a cluster" in nobody
