"""Margins may only be figures of the survey's target population, or figures converted to it.

The Zensus counts single parents with children of any age, 2.97 million against 1.57 million with minors; a
margin of such *context* figures would pull the weights towards people whom the survey does not ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import Fault
from pipeline.params import answer_codes

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.weight.margins import Margin

EMPTY_SHARE = 0.05
LEFT_OUT = 0.2  # of respondents; *divers* has no official figure and is far below
SURVEYED = (
    "alleinerziehende"  # the questionnaire whose population the column `population` speaks of
)


def context_faults(
    margin: str, questionnaire: str, names: list[str], indicators: pd.DataFrame, where: str
) -> list[Fault]:
    """One fault per indicator of a margin whose newest figures are context only.

    Args:
        margin: its id.
        questionnaire: only that of the target population is judged.
        names: indicators that the margin names.
        indicators: table ``indicators``; without the column ``population`` nothing is judged.
        where: where the margin stands.
    """
    if questionnaire != SURVEYED or "population" not in indicators.columns:
        return []
    newest = indicators.sort_values("period", kind="stable").drop_duplicates(
        ["indicator", "region"], keep="last"
    )
    context = set(newest.loc[newest["population"] == "context", "indicator"])
    fits = newest.loc[newest["population"].isin(["target", "converted"]), "indicator"].unique()
    return [
        Fault(
            f"the margin '{margin}' uses '{name}', which counts others than the survey asks",
            where,
            "it is context only in the catalogue, so weights made from it would be wrong",
            f"use one of {', '.join(sorted(fits))}, or enter such a figure in data/input/eigene_angaben.csv"
            if len(fits)
            else "enter a figure of the target population in data/input/eigene_angaben.csv",
        )
        for name in names
        if name in context
    ]


def contradictions(names: list[str], indicators: pd.DataFrame, where: str) -> list[Fault]:
    """One fault per figure that could not be computed because its sources contradict each other.

    A remainder below zero (more single parents with benefits than there are at all) has no value; a margin of
    it would silently not be used. A published sign for "meaningless" is none of these: nobody computed it.

    Args:
        names: indicators that the margin names.
        indicators: table ``indicators``; without the columns ``derived`` and ``note`` nothing is judged.
        where: where the margin stands.
    """
    if not {"derived", "note"} <= set(indicators.columns):
        return []
    newest = indicators.sort_values("period", kind="stable").drop_duplicates(
        ["indicator", "region"], keep="last"
    )
    broken = newest[
        newest["indicator"].isin(names)
        & (newest["status"] == "not_applicable")
        & newest["derived"].astype(bool)
        & newest["note"].notna()
    ]
    return [
        Fault(
            f"the figures that '{row.indicator}' is made of contradict each other",
            where,
            str(row.note),
            "correct the figure in data/input/eigene_angaben.csv, or remove this margin",
        )
        for row in broken.itertuples()
    ]


def empty_faults(margin: Margin, where: str, enough: int) -> list[Fault]:
    """One fault per empty category that many people are in; none below ``enough`` answers."""
    counts = np.bincount(margin.category_of, minlength=len(margin.categories) + 1)
    if margin.targets is None or counts[:-1].sum() < enough:
        return []
    return [
        Fault(
            f"nobody with '{margin.variable}' = {_said(category)} answered, but they are "
            f"{target:.0%} of the population",
            where,
            "no weight can stand for people who did not take part",
            "reach them (entry sheets, interviews), or join them in `targets` with the answer that is most "
            "like theirs (`a+b: [ both figures ]`), or remove this margin; the report then says what is not "
            "weighted",
        )
        for category, target, count in zip(margin.categories, margin.targets, counts, strict=False)
        if count == 0 and target >= EMPTY_SHARE
    ]


def value_faults(
    margin: Margin, official: np.ndarray, left_out: dict[str, int], where: str, enough: int
) -> list[Fault]:
    """Official values that cannot be, and answers that many gave and the margin has no figure for.

    Args:
        margin: as resolved.
        official: value of each of its categories; NaN where there is none.
        left_out: valid answer codes without a target, and how many gave them.
        where: where the margin stands.
        enough: respondents below which answers without a figure are no fault.
    """
    counts = np.bincount(margin.category_of, minlength=len(margin.categories) + 1)
    found = []
    for category, value, count in zip(margin.categories, official, counts, strict=False):
        if value < 0:
            found.append(
                Fault(
                    f"the official value of '{margin.variable}' = {_said(category)} is {value:g}",
                    where,
                    "a number of people cannot be negative",
                    "correct the figure, or the figures that it is the difference of",
                )
            )
        elif value == 0 and count:
            found.append(
                Fault(
                    f"nobody is '{margin.variable}' = {_said(category)} according to the official value 0, "
                    f"but {count} respondents are",
                    where,
                    "they would count nothing",
                    "check the figure: a suppressed one is entered with its sign, not as 0; or leave the "
                    "code out of `targets`, then they keep their share",
                )
            )
    total = len(margin.category_of)
    if total >= enough and sum(left_out.values()) / total >= LEFT_OUT:
        codes = ", ".join(f"'{code}'" for code in left_out)
        found.append(
            Fault(
                f"the margin has no figure for {codes} of '{margin.variable}', which "
                f"{sum(left_out.values()) / total:.0%} of respondents answered",
                where,
                "they would keep their unweighted share, as if it were the right one",
                "name an official figure for each answer in `targets`, or remove this margin",
            )
        )
    return found


def _said(category: str) -> str:
    """A category in a message: ``'teil' or 'mini'``."""
    return " or ".join(f"'{code}'" for code in answer_codes(category))
