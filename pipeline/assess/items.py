"""Answers as matrices: who is in need of what, how severely, and who knows what exists.

An *item* (a need) joins the codebook's variables with the same ``item``: importance of and satisfaction
with opening hours, the wish for care in the evening and whether such an offer is known. Roles decide
what a variable says, its name never does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables import NOT_ASKED

Array = NDArray[np.float64]

IN_NEED = 0.5  # severity from which an answer counts as "in need" (codebook: need, 0 to 1)
NOT_CONCERNED = ("tnz", "kein")  # shared scales: "betrifft mich nicht", "nicht gebraucht"
_OFFERABLE = ("unmet_need", "satisfaction", "awareness")
_NOT_SEVERITY = ("importance", "awareness", "use", "margin", "target_group", "open")


@dataclass(frozen=True)
class Items:
    """Respondents x items; NaN where a respondent gave no valid answer.

    Attributes:
        names: item ids, in the order of the questionnaire.
        labels: how the item is called.
        fields: the field of action of each item.
        severity: 0-1, the worst of the item's answers (joint presence of several is not added up).
        applies: 1 the matter concerns the respondent, 0 not asked, not concerned or not needed, NaN unknown.
        importance, satisfaction: 0-1 on the ends of the answer scale.
        aware: 1 knows the offer, 0 does not.
        offerable: somebody could offer something for it: not a mere obstacle or circumstance.
    """

    names: list[str]
    labels: list[str]
    fields: list[str]
    offerable: NDArray[np.bool_]
    severity: Array
    applies: Array
    importance: Array
    satisfaction: Array
    aware: Array

    @property
    def in_need(self) -> Array:
        """1 where the severity is at least one half, 0 below, NaN where unknown."""
        return np.where(np.isnan(self.severity), np.nan, self.severity >= IN_NEED)


def build(responses: pd.DataFrame, codebook: pd.DataFrame) -> Items:
    """Matrices of one questionnaire.

    Args:
        responses: table ``responses``.
        codebook: table ``codebook`` of this questionnaire alone.

    Returns:
        Only items that carry a severity, in the order of the codebook.
    """
    book = codebook[codebook["field_of_action"].notna() & (codebook["field_of_action"] != "")]
    book = book[book["variable"].isin(responses.columns)]
    book = book.assign(item=book["item"].where(book["item"].notna(), book["variable"]))
    names, labels, fields, offerable = [], [], [], []
    parts: dict[str, list[Array]] = {
        part: [] for part in ("severity", "applies", "importance", "satisfaction", "aware")
    }
    for item, rows in book.groupby("item", sort=False):
        severe = _severity_rows(rows)
        if severe.empty:
            continue
        names.append(str(item))
        labels.append(_label(severe, rows))
        fields.append(str(severe["field_of_action"].iloc[0]))
        offerable.append(bool(rows["role"].isin(_OFFERABLE).any()))
        severity, applies = _severity(responses, severe)
        parts["severity"].append(severity)
        parts["applies"].append(applies)
        for role in ("importance", "satisfaction"):
            parts[role].append(_scaled(responses, rows[rows["role"] == role]))
        parts["aware"].append(_aware(responses, rows[rows["role"] == "awareness"]))
    n = len(responses)
    stacked = {k: np.column_stack(v) if v else np.empty((n, 0)) for k, v in parts.items()}
    return Items(names, labels, fields, np.array(offerable, dtype=bool), **stacked)


def _severity_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The item's variables that say how bad things are; not knowing counts only where nothing else does."""
    graded = rows[rows.groupby("variable")["need"].transform("count") > 0]
    plain = graded[~graded["role"].isin(_NOT_SEVERITY)]
    return plain if not plain.empty else graded[graded["role"] == "awareness"]


def _label(severe: pd.DataFrame, rows: pd.DataFrame) -> str:
    for role in ("unmet_need", "satisfaction", "importance", "barrier"):
        for source in (severe, rows):
            found = source.loc[source["role"] == role, "label"]
            if len(found):
                return str(found.iloc[0])
    return str(severe["label"].iloc[0])


def _severity(responses: pd.DataFrame, rows: pd.DataFrame) -> tuple[Array, Array]:
    severity = np.full(len(responses), np.nan)
    applies = np.full(len(responses), np.nan)
    for variable, categories in rows.groupby("variable", sort=False):
        answers = responses[str(variable)]
        valid = categories[categories["missing_kind"].isna()]
        need = dict(zip(valid["category"], valid["need"], strict=True))
        value = answers.map({k: v for k, v in need.items() if pd.notna(v)})
        severity = np.fmax(severity, value.to_numpy(dtype=float, na_value=np.nan))
        # a health question was not put to those who did not consent: that says nothing about them
        skipped = [] if categories["sensitive"].any() else [NOT_ASKED]
        outside = answers.isin([*NOT_CONCERNED, *skipped])
        here = np.where(outside, 0.0, np.where(value.notna(), 1.0, np.nan))
        applies = np.fmax(applies, here)
    return severity, applies


def _scaled(responses: pd.DataFrame, rows: pd.DataFrame) -> Array:
    """Mean of the variables' answers, each from 0 (lowest category) to 1 (highest)."""
    columns: list[Array] = []
    for variable, categories in rows.groupby("variable", sort=False):
        valid = categories[categories["missing_kind"].isna() & categories["value"].notna()]
        low, high = valid["value"].min(), valid["value"].max()
        if len(valid) < 2 or low == high:
            continue
        scale = dict(zip(valid["category"], (valid["value"] - low) / (high - low), strict=True))
        columns.append(_numbers(responses[str(variable)].map(scale)))
    return _mean(columns, len(responses))


def _aware(responses: pd.DataFrame, rows: pd.DataFrame) -> Array:
    """1 for people who know the offer, by whatever the question offers: see :func:`_knows`."""
    columns: list[Array] = []
    for variable, categories in rows.groupby("variable", sort=False):
        known = _knows(categories[categories["missing_kind"].isna()])
        columns.append(_numbers(responses[str(variable)].map(known)))
    return _mean(columns, len(responses))


def _knows(valid: pd.DataFrame) -> dict[str, float]:
    """1 or 0 per category: above the lowest value, or without need of information, or ``ja``."""
    codes = valid["category"].astype(str)
    if valid["value"].notna().any():
        flag = valid["value"] > valid["value"].min()
    elif valid["need"].notna().any():
        flag = valid["need"] < IN_NEED
    else:
        flag = codes == "ja"
    return dict(zip(codes, flag.astype(float), strict=True))


def _numbers(values: pd.Series[float]) -> Array:
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def _mean(columns: list[Array], n: int) -> Array:
    if not columns:
        return np.full(n, np.nan)
    stack = np.column_stack(columns)
    known = ~np.isnan(stack)
    count = known.sum(axis=1)
    total = np.where(known, stack, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
