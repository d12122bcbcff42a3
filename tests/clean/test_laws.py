"""Laws that hold for any rows whatever, however broken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import tables
from pipeline.clean import clean
from pipeline.params import Cleaning
from pipeline.tables import NO_ANSWER, NOT_ASKED
from tests.clean.conftest import QUESTIONNAIRE, raw_table

CELLS = st.sampled_from(
    [None, "", "Y", "N", "ja", "nein", "voll", "such", "kA", "5", "3", "1", "-oth-", "p", "q", "12,5", "1e9",
     "inf", "nan", "-3", "2020-02-30", "2020-02-01 00:00:00", "test", "Frau Ü", "\x00", "😀" * 50, "=1+1"]
)  # fmt: skip
VARIABLES = (
    "drin", "erwerb", "stunden", "seit", "za_1", "za_2", "zb_6", "weg_a", "weg_keins", "weg_other",
    "tat_x", "rang_1", "rang_2", "schule", "schule_other", "offen",
)  # fmt: skip
DEVIATIONS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(VARIABLES, CELLS)
    | {
        "kanal": st.sampled_from([None, "", "kita", "test"]),
        "complete": st.booleans(),
        "duration_s": st.sampled_from([None, 0.0, 5.0, 600.0, 1e7]),
        "submitted_at": st.sampled_from([None, "2026-09-01 10:00:00"]),
        "mode": st.sampled_from(["web", "paper", "interview"]),
    },
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(DEVIATIONS, min_size=1, max_size=14))
def test_nothing_is_lost_and_everything_is_typed(
    codebook: pd.DataFrame, deviations: list[dict[str, Any]]
) -> None:
    raw = raw_table(codebook, deviations)
    result = clean(raw, codebook, Cleaning(), QUESTIONNAIRE)
    responses = tables.check("responses", result.responses)
    quality = tables.check("quality", result.quality)
    participation = tables.check("participation", result.participation)
    excluded = quality.loc[quality["action"] == "excluded", "count"].sum()
    assert len(raw) == len(responses) + excluded
    assert participation["received"].sum() == len(raw)
    assert participation["usable"].sum() == len(responses)
    for variable, rows in codebook.groupby("variable"):
        kind, column = rows["kind"].iloc[0], responses[variable]
        if kind == "numeric":
            assert np.isfinite(column.dropna()).all()
            assert column.dropna().between(0, 80).all()
            assert (column.isna() == responses[f"{variable}__missing"].notna()).all()
        elif kind not in {"text", "date"}:
            assert set(column) <= {*rows["category"], NOT_ASKED, NO_ANSWER}, variable
