"""Who would take part: employers (a sample of firms) and partner institutions (counted, not estimated)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess.criteria import ratio

Array = NDArray[np.float64]

ROLE = "wish"  # in the questionnaires of firms and institutions: what they offer or would take on


def readiness(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    fields: list[str],
    count: int,
    seed: int,
) -> Array:
    """Share of firms and of institutions that already do or can imagine it; mean of the two.

    Firms vary by chance: their replicates are bootstrap samples of the firms that answered. Institutions
    are all the network has, so that their share is a count without sampling error.

    Args:
        responses: answers by questionnaire.
        codebook: table ``codebook`` of all questionnaires.
        fields: ids of the fields of action.
        count: number of replicates.
        seed: of the bootstrap.

    Returns:
        Fields x (1 + replicates), 0-1; NaN where nobody was asked about the field.
    """
    parts = []
    for name in ("arbeitgeber", "einrichtungen"):
        table = responses.get(name)
        if table is None or table.empty:
            continue
        n = len(table)
        weights = np.ones((n, count + 1))
        if name == "arbeitgeber":
            rng = np.random.default_rng(seed)
            weights[:, 1:] = rng.multinomial(n, np.full(n, 1 / n), size=count).T
        parts.append(_by_field(table, codebook[codebook["questionnaire"] == name], fields, weights))
    if not parts:
        return np.full((len(fields), count + 1), np.nan)
    stack = np.array(parts)
    known = ~np.isnan(stack)
    with np.errstate(invalid="ignore", divide="ignore"):
        out: Array = np.where(
            known.any(axis=0), np.where(known, stack, 0).sum(axis=0) / known.sum(axis=0), np.nan
        )
    return out


def _by_field(
    table: pd.DataFrame, book: pd.DataFrame, fields: list[str], weights: Array
) -> Array:
    """Mean over the field's variables of the share that is ready."""
    out = np.full((len(fields), weights.shape[1]), np.nan)
    book = book[(book["role"] == ROLE) & book["variable"].isin(table.columns)]
    for i, field in enumerate(fields):
        columns = [
            table[str(variable)].map(_ready(rows)).to_numpy(dtype=float, na_value=np.nan)
            for variable, rows in book[book["field_of_action"] == field].groupby("variable")
        ]
        if columns:
            shares = ratio(np.column_stack(columns), weights)
            known = ~np.isnan(shares)
            top = np.where(known, shares, 0).sum(axis=0)
            out[i] = np.where(known.any(axis=0), top / np.maximum(known.sum(axis=0), 1), np.nan)
    return out


def _ready(rows: pd.DataFrame) -> dict[str, float]:
    """1 for every answer above the lowest ("not possible"), else for ``ja``; *don't know* counts as not."""
    valid = rows[rows["missing_kind"].isna()]
    if valid["value"].notna().any():
        flag = valid["value"] > valid["value"].min()
    else:
        flag = valid["category"] == "ja"
    out = dict(zip(valid["category"].astype(str), flag.astype(float), strict=True))
    unsure = rows.loc[rows["missing_kind"] == "dont_know", "category"].astype(str)
    return out | dict.fromkeys(unsure, 0.0)
