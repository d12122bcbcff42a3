"""A closed list: everybody on it has one disposition, and the rates are AAPOR's."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import tables
from pipeline.clean import clean
from pipeline.errors import PipelineError
from pipeline.params import Cleaning
from pipeline.samples import ClosedList
from tests.clean.conftest import QUESTIONNAIRE


def _rates(raw: pd.DataFrame, codebook: pd.DataFrame, gross: ClosedList | None) -> pd.DataFrame:
    found = clean(raw, codebook, Cleaning(), QUESTIONNAIRE, gross).response_rates
    return tables.check("response_rates", found)


def test_rates_of_a_list_by_hand(careful: pd.DataFrame, codebook: pd.DataFrame) -> None:
    raw = careful.copy()
    n = len(raw)
    raw.loc[raw.index[0], "drin"] = "nein"  # not eligible
    raw.loc[raw.index[1], "kanal"] = "test"  # no person
    gross = ClosedList(source="Liste", invited=2 * n, undeliverable=3, refused=2, not_eligible=1)
    row = _rates(raw, codebook, gross).iloc[0]
    done = n - 2
    unknown = 2 * n - (n - 1) - 2 - 1  # the undeliverable ones are unknown too
    assert row["interviewed"] == done
    assert row["rr1"] == pytest.approx(done / (done + 2 + unknown))
    assert row["e"] == pytest.approx((done + 2) / (done + 2 + 2))
    assert row["rr3"] == pytest.approx(done / (done + 2 + row["e"] * unknown))
    assert row["rr6"] == pytest.approx(done / (done + 2))


def test_only_the_lists_channel_counts_where_an_open_link_was_used_too(
    careful: pd.DataFrame, codebook: pd.DataFrame
) -> None:
    raw = careful.copy()
    raw["kanal"] = "offen"
    raw.loc[raw.index[:10], "kanal"] = "liste"
    row = _rates(raw, codebook, ClosedList(source="Liste", invited=40, kanal="liste")).iloc[0]
    assert row["interviewed"] == 10
    assert row["rr2"] == pytest.approx(0.25)


def test_a_misspelt_channel_of_the_list_is_no_rate_of_zero(
    careful: pd.DataFrame, codebook: pd.DataFrame
) -> None:
    raw = careful.assign(kanal="netzwerk")
    with pytest.raises(PipelineError, match="no questionnaire") as caught:
        _rates(raw, codebook, ClosedList(source="Liste", invited=40, kanal="Netzwerk"))
    assert "'netzwerk'" in caught.value.faults[0].hint
    early = ClosedList(source="Liste", invited=40, kanal="Netzwerk")
    assert _rates(raw.head(0), codebook, early)["rr1"].tolist() == [0.0]


def test_open_links_have_no_rate_and_more_answers_than_invitations_are_a_fault(
    careful: pd.DataFrame, codebook: pd.DataFrame
) -> None:
    assert _rates(careful, codebook, None).empty
    with pytest.raises(PipelineError, match="were invited"):
        _rates(careful, codebook, ClosedList(source="Liste", invited=3))
