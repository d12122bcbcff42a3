"""Who would take part: employers (a sample of firms) and partner institutions (counted, not estimated)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess.coarse import WHOLE
from pipeline.assess.criteria import mean_of_items, ratio
from pipeline.params import Disclosure

Array = NDArray[np.float64]


def readiness(  # noqa: PLR0917 - one caller, which names its data in this order
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    fields: list[str],
    count: int,
    seed: int,
    limits: Disclosure,
) -> Array:
    """Share of institutions and of firms that would take part in a field; mean of the two.

    Firms vary by chance: their replicates are bootstrap samples of the firms that answered. Institutions
    are all that the network has, so that their share is a count without sampling error.

    Args:
        responses: answers by questionnaire.
        codebook: table ``codebook`` of all questionnaires.
        fields: ids of the fields of action.
        count: number of replicates.
        seed: of the bootstrap.
        limits: of disclosure: questions that fewer than ``min_n`` answered are left out; what firms answered
            comes in whole per cent, under ``bracket_below`` in steps of ``round_to``.

    Returns:
        Fields x (1 + replicates), 0-1; NaN where nobody was asked about the field.
    """
    parts = [np.full((len(fields), count + 1), np.nan)]
    for name, willing in (("einrichtungen", institutions), ("arbeitgeber", employers)):
        table = responses.get(name)
        if table is None or table.empty:
            continue
        size = len(table)
        weights = np.ones((size, count + 1))
        if name == "arbeitgeber":
            rng = np.random.default_rng(seed)
            weights[:, 1:] = rng.multinomial(size, np.full(size, 1 / size), size=count).T
        book = codebook[
            (codebook["questionnaire"] == name) & codebook["variable"].isin(table.columns)
        ]
        values, owners = willing(table, book)
        n = (~np.isnan(values)).sum(axis=0)
        shares = ratio(values, weights)
        if name == "arbeitgeber":
            step = np.where(n < limits.bracket_below, limits.round_to / 100, WHOLE)
            shares[:, 0] = np.round(shares[:, 0] / step) * step
        parts.append(
            _by_field(np.where((n < limits.min_n)[:, None], np.nan, shares), owners, fields)
        )
    stack = np.array(parts)
    known = ~np.isnan(stack)
    top = np.where(known, stack, 0.0).sum(axis=0)
    out: Array = np.where(known.any(axis=0), top / np.maximum(known.sum(axis=0), 1), np.nan)
    return out


def institutions(table: pd.DataFrame, book: pd.DataFrame) -> tuple[Array, list[str]]:
    """Institutions x fields: 1 where it works in the field (tasks, offers) and wants to take part at all.

    Wanting to take part is a *yes* to any choice with role ``wish``.
    """
    yes = book[(book["kind"] == "multiple") & (book["category"] == "ja")]
    wishes = yes.loc[yes["role"] == "wish", "variable"]
    works = yes[yes["role"].isin(["use", "context"]) & yes["field_of_action"].notna()]
    wants = (table[list(wishes)] == "ja").any(axis=1).to_numpy()
    fields: list[str] = []
    columns: list[Array] = []
    for field, rows in works.groupby("field_of_action", sort=False):
        fields.append(str(field))
        works_here = (table[list(rows["variable"])] == "ja").any(axis=1).to_numpy()
        columns.append((works_here & wants).astype(float))
    return _stack(columns, len(table)), fields


def employers(table: pd.DataFrame, book: pd.DataFrame) -> tuple[Array, list[str]]:
    """Firms x questions: 1 where the answer lies in the ready half of an ordered question.

    Questions with role ``wish`` or ``use`` and ordered answers count ("we offer that", "we can imagine
    it", "probably yes"). *Don't know* counts as not ready; answers without value do not apply.
    """
    asked = book[book["role"].isin(["wish", "use"]) & book["field_of_action"].notna()]
    asked = asked[asked["kind"] != "multiple"]
    fields: list[str] = []
    columns: list[Array] = []
    for variable, rows in asked.groupby("variable", sort=False):
        valid = rows[rows["missing_kind"].isna() & rows["value"].notna()]
        if len(valid) < 2:
            continue
        middle = (valid["value"].min() + valid["value"].max()) / 2
        ready = dict(zip(valid["category"], (valid["value"] >= middle).astype(float), strict=True))
        unsure = rows.loc[rows["missing_kind"] == "dont_know", "category"]
        answer = table[str(variable)].map(ready | dict.fromkeys(unsure, 0.0))
        columns.append(answer.to_numpy(dtype=float, na_value=np.nan))
        fields.append(str(rows["field_of_action"].iloc[0]))
    return _stack(columns, len(table)), fields


def _stack(columns: list[Array], n: int) -> Array:
    return np.column_stack(columns).astype(float) if columns else np.empty((n, 0))


def _by_field(shares: Array, owners: list[str], fields: list[str]) -> Array:
    member = (np.array(fields)[:, None] == np.array(owners)[None, :]).astype(float)
    return mean_of_items(shares, member.reshape(len(fields), len(owners)))
