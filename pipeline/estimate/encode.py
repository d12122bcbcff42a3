"""Responses and codebook as integer codes: what the batch estimator reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

COUNTABLE = {"single", "multiple", "ranking", "array", "yes_no", "dropdown", "dual"}


@dataclass(frozen=True)
class Variable:
    """One variable of the codebook laid on its respondents.

    Attributes:
        name: as in the codebook.
        codes: valid categories in the questionnaire's order; None for a number.
        values: number of each category (or the distinct numbers, ascending); NaN where it has none.
        needs: severity of each category, 0-1; NaN where it has none.
        field: field of action, if any.
        role: as in the codebook.
        position: index of each respondent's category; -1 for every kind of missing answer.
    """

    name: str
    codes: tuple[str, ...] | None
    values: Floats
    needs: Floats
    field: str | None
    role: str
    position: Ints

    @property
    def size(self) -> int:
        """Number of categories."""
        return len(self.values)


def variables(responses: pd.DataFrame, book: pd.DataFrame) -> list[Variable]:
    """All variables that can be counted or averaged, in the codebook's order.

    Args:
        responses: respondents of one questionnaire.
        book: that questionnaire's rows of the codebook.

    Returns:
        Variables that the responses have; text and dates are left out.
    """
    found = []
    for name, rows in book.groupby("variable", sort=False):
        kind = str(rows["kind"].iloc[0])
        if name not in responses:
            continue
        if kind == "numeric":
            found.append(_number(str(name), rows, responses[name]))
        elif kind in COUNTABLE and rows["category"].notna().any():
            found.append(_categories(str(name), rows, responses[name]))
    return [v for v in found if v.size]


def _categories(name: str, rows: pd.DataFrame, answers: pd.Series) -> Variable:
    valid = rows[rows["missing_kind"].isna() & rows["category"].notna()].sort_values(
        "order", kind="stable"
    )
    codes = tuple(valid["category"].astype(str))
    return Variable(
        name,
        codes,
        valid["value"].to_numpy(dtype=float, na_value=np.nan),
        valid["need"].to_numpy(dtype=float, na_value=np.nan),
        _field(rows),
        str(rows["role"].iloc[0]),
        pd.Index(codes, dtype=object).get_indexer(pd.Index(answers, dtype=object)),
    )


def _number(name: str, rows: pd.DataFrame, answers: pd.Series) -> Variable:
    numbers = answers.to_numpy(dtype=float, na_value=np.nan)
    valid = np.isfinite(numbers)
    distinct, inverse = np.unique(numbers[valid], return_inverse=True)
    position = np.full(len(numbers), -1, dtype=np.intp)
    position[valid] = inverse
    return Variable(
        name,
        None,
        distinct,
        np.full(len(distinct), np.nan),
        _field(rows),
        str(rows["role"].iloc[0]),
        position,
    )


def _field(rows: pd.DataFrame) -> str | None:
    field = rows["field_of_action"].iloc[0]
    return None if pd.isna(field) else str(field)
