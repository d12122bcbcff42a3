"""Only figures of the target population, or converted to it, may be margins."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.weight import weight

People = Callable[..., pd.DataFrame]


def test_a_remainder_that_cannot_be_is_refused_and_a_published_sign_is_not(
    people: Callable[..., pd.DataFrame], inputs: tuple[pd.DataFrame, pd.DataFrame, Params]
) -> None:
    """More single parents with benefits than there are at all: the margin would silently not be used."""
    codebook, indicators, params = inputs
    hit = indicators["indicator"] == "ae_sgb2_nein"
    broken = indicators.assign(
        value=indicators["value"].mask(hit), status=indicators["status"].mask(hit, "not_applicable"),
        derived=hit, note=pd.Series("größer als das Ganze", indicators.index).where(hit),
    )  # fmt: skip
    with pytest.raises(PipelineError, match="'ae_sgb2_nein' is made of contradict") as caught:
        weight({"alleinerziehende": people()}, codebook, broken, params)
    assert caught.value.faults[0].why == "größer als das Ganze"
    published = broken.assign(derived=False)
    made = weight({"alleinerziehende": people()}, codebook, published, params)
    assert made.metrics["unused_margins"] == ["sgb2"]


def with_population(indicators: pd.DataFrame, **kinds: str) -> pd.DataFrame:
    return indicators.assign(population=indicators["indicator"].map(kinds).fillna("target"))


def test_a_margin_of_context_figures_is_refused_with_its_name_and_what_to_do(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    table = with_population(indicators, ae_minderj_muetter="context", ae_minderj_vaeter="converted")
    with pytest.raises(PipelineError) as error:
        weight({"alleinerziehende": people()}, codebook, table, params)
    text = str(error.value)
    assert "the margin 'geschlecht' uses 'ae_minderj_muetter'" in text
    assert "params.yaml, margins, geschlecht" in text
    assert "eigene_angaben.csv" in text
    assert "ae_minderj_vaeter" in text  # what may be used instead
    assert len(error.value.faults) == 1


def test_target_and_converted_figures_are_margins(
    people: People, codebook: pd.DataFrame, indicators: pd.DataFrame, params: Params
) -> None:
    table = with_population(
        indicators, ae_minderj_muetter="converted", ae_minderj_vaeter="converted"
    )
    result = weight({"alleinerziehende": people()}, codebook, table, params)
    assert result.metrics["unused_margins"] == []
