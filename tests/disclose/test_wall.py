"""The wall lets through what identifies nobody, and nothing that it has no rule for."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose import disclose
from pipeline.disclose.ledger import entries
from pipeline.errors import PipelineError
from pipeline.params import Params
from tests.disclose.made import Survey, codes_of, status_of


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
    first = disclose(params, {**survey(codes_of(100), {}), "codebook": codebook})["estimates"]
    written = tables.check("ledger", entries(first, "2026-11-02", params))
    for n, status in ((104, "withheld"), (100, "value"), (130, "value")):
        made = survey(codes_of(n), {})
        public = disclose(params, {**made, "codebook": codebook, "ledger": written})
        assert status_of(public) == {"alle": status}, n


def test_floats_have_twelve_digits_and_no_negative_zero(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    table = pd.DataFrame(
        {"field_a": "x", "criterion_a": "need", "field_b": "y", "criterion_b": "need",
         "covariance": [1 / 3, -0.0, 123456.789012345678]}
    )  # fmt: skip
    made = survey(codes_of(400), {})
    public = disclose(params, {**made, "codebook": codebook, "covariance": table})
    values = public["covariance"]["covariance"]
    assert [f"{v!r}" for v in values.tolist()] == ["0.333333333333", "0.0", "123456.789012"]
