"""Counts of people: participation, quality report, margins, diagnostics and codes of open answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose import disclose
from pipeline.disclose.counts import metrics, participation
from pipeline.params import Params
from tests.disclose.made import Survey


def test_small_channels_are_merged_and_totals_stay_true(params: Params) -> None:
    table = pd.DataFrame(
        {
            "questionnaire": "alleinerziehende",
            "kanal": ["jobcenter", "kita", "schule", "verein"],
            "mode": ["web", "web", "paper", "web"],
            "received": [120, 80, 2, 9],
            "complete": [100, 70, 2, 8],
            "usable": [95, 66, 1, 8],
        }
    )
    public = participation(table, params.disclosure)
    assert public["kanal"].tolist() == ["jobcenter", "kita", "andere"]
    counts = ["received", "complete", "usable"]
    assert public[counts].sum().tolist() == table[counts].sum().tolist()
    assert public.iloc[-1][counts].tolist() == [11, 10, 9]
    tables.check("participation", public)


def test_small_counts_of_the_quality_report_are_empty_and_cannot_be_subtracted(
    params: Params,
) -> None:
    """2 + 14 + 6 + 0 excluded: participation gives their sum, so one more is hidden."""
    rows = [
        ("speeder", 2, "excluded", None), ("duplicate", 14, "excluded", None),
        ("test_entry", 6, "excluded", None), ("out_of_scope", 0, "excluded", None),
        ("break_off", 2, "flagged", None), ("straightlined_array", 9, "flagged", None),
        ("personal_data", 8, "masked", "Unkenntlich gemacht: Namen: 2, Anschriften: 11"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["rule", "count", "action", "note"])
    table = table.assign(
        questionnaire="alleinerziehende", variable=None, share=table["count"] / 400
    )
    public = disclose(params, {"quality": table})["quality"].set_index("rule")
    shown = public["count"].astype(object).where(public["count"].notna(), None)
    assert shown.tolist() == [None, 14, None, 0, None, 9, 8]
    assert public["share"].isna().tolist() == public["count"].isna().tolist()
    assert public.loc["personal_data", "note"] == "Unkenntlich gemacht: Namen, Anschriften"


def test_margins_and_diagnostics_count_nobody_alone(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    row = {
        "questionnaire": "alleinerziehende", "margin": "Q1", "variable": "Q1", "target": 0.5,
        "target_source": "BA", "assumed": False,
    }  # fmt: skip
    for few, shown in ((2, [0.0, 1.0]), (7, [0.07, 0.93])):
        codes = np.array(["a"] * few + ["b"] * (101 - few))
        parts = [few / 101, 1 - few / 101]
        table = pd.DataFrame(
            [
                {**row, "category": c, "before": p, "after": p}
                for c, p in zip("ab", parts, strict=True)
            ]
        )
        public = disclose(params, {**survey(codes, {}), "codebook": codebook, "margins": table})
        assert public["margins"]["before"].tolist() == pytest.approx(shown)
        assert public["margins"]["after"].tolist() == pytest.approx(shown)
    told = metrics(
        {"trimmed": 2, "usable": {"a": 2, "b": 90}, "kish": 1.23456}, None, params.disclosure
    )
    assert told == {"usable": {"b": 90}, "responses": {}, "kish": 1.235}
    assert metrics({"trimmed": 7}, None, params.disclosure)["trimmed"] == 7


def test_channels_that_participation_merges_are_merged_in_the_diagnostics_too(
    params: Params,
) -> None:
    shown = pd.DataFrame({"questionnaire": "alleinerziehende", "kanal": ["kita", "andere"]})
    part = {"respondents": 0.04, "weight": 0.05}
    told = metrics(
        {
            "channels": {"kita": {"respondents": 0.9, "weight": 0.88}, "fest": part, "x": part},
            "without_channel": {"kita": {"mean_change": 0.01}, "fest": {"mean_change": 0.01}},
        },
        shown,
        params.disclosure,
    )
    assert told["channels"] == {
        "kita": {"respondents": 0.9, "weight": 0.88},
        "andere": {"respondents": 0.08, "weight": 0.1},
    }
    assert list(told["without_channel"]) == ["kita"]


def test_codes_of_open_answers_obey_the_rule_for_distributions(params: Params) -> None:
    rows = [
        ("few", "A", 6, 9), ("some", "A", 11, 20), ("some", "B", 4, 20), ("many", "A", 21, 62),
        ("many", "B", 3, 62),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["variable", "code", "n", "texts"])
    table = table.assign(questionnaire="alleinerziehende", kappa=0.7654)
    public = disclose(params, {"codes": tables.check("codes", table)})["codes"]
    assert public[["variable", "code", "status"]].to_numpy().tolist() == [
        ["some", "A", "rounded"], ["many", "A", "value"],
    ]  # fmt: skip
    assert public["share"].tolist() == pytest.approx([0.55, 0.34])
    assert set(public["kappa"]) == {0.77}
    assert "n" not in public
