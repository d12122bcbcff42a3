"""Sums of establishments: dominated ones are hidden, employee-weighted shares no finer than their classes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline import tables
from pipeline.disclose import disclose
from pipeline.disclose.sums import dominated
from pipeline.params import Params

Survey = Callable[..., dict[str, pd.DataFrame]]


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ([51, 20, 20, 9], True),  # more than half
        ([48, 46, 6], True),  # the second largest knows the largest to within 6 of 48
        ([48, 44, 8], False),
        ([10] * 10, False),
        ([40, 0, 0], True),
        ([0, 0, 0], False),
    ],
)
def test_dominance_by_hand(parts: list[float], hidden: bool) -> None:
    first, second, *_ = sorted(parts, reverse=True)
    found = dominated(np.array([sum(parts)]), np.array([first]), np.array([second]))
    assert found.tolist() == [hidden]


@pytest.mark.parametrize(
    "case",
    [(40, 2.0, "value"), (20, 2.0, "rounded"), (5, 2.0, "withheld"), (40, 90.0, "withheld")],
)
def test_a_share_of_employees_is_as_protected_as_its_size_classes(
    case: tuple[int, float, str], survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    small, largest, status = case
    n = 100 + small
    codes = np.array((["a", "b", "b", "c"] * n)[:n])
    large = np.arange(n) >= 100
    made = survey(codes, {"groesse_g1": ~large, "groesse_g4": large})
    figures = made["estimates"]
    by_employees = figures[figures["target_group"] == "alle"].assign(target_group="beschaeftigte")
    by_employees["key"] = by_employees["key"].str.replace("/alle/", "/beschaeftigte/")
    figures = pd.concat([figures, by_employees], ignore_index=True)
    figures["questionnaire"] = "arbeitgeber"
    figures["key"] = figures["key"].str.replace("alleinerziehende", "arbeitgeber")
    sums = pd.DataFrame(
        [("arbeitgeber", "Q1", float(n), largest, 2.0)],
        columns=["questionnaire", "variable", "total", "largest", "second"],
    )
    made |= {
        "estimates": figures,
        "kinds": made["kinds"].assign(questionnaire="arbeitgeber"),
        "codebook": codebook.assign(questionnaire="arbeitgeber"),
        "sums": tables.check("sums", sums),
    }
    public = disclose(params, made)
    assert "sums" not in public
    found = public["estimates"].set_index("target_group")["status"]
    assert set(found.loc["beschaeftigte"]) == {status}
    without = disclose(params, {k: v for k, v in made.items() if k != "sums"})["estimates"]
    hidden = without.set_index("target_group").loc["beschaeftigte"]
    assert set(hidden["status"]) == {"withheld"}
    assert hidden["estimate"].isna().all()
