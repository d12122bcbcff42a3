"""Responses and codebook as integer codes: what the batch estimator reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Objects = NDArray[np.object_]

NEEDED = (
    "variable",
    "kind",
    "category",
    "order",
    "value",
    "need",
    "field_of_action",
    "role",
    "missing_kind",
)
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


def variables(responses: pd.DataFrame, book: pd.DataFrame) -> Iterator[Variable]:
    """All variables that can be counted or averaged, in the codebook's order, one at a time.

    Args:
        responses: respondents of one questionnaire.
        book: that questionnaire's rows of the codebook.

    Yields:
        Variables that the responses have; text and dates are left out.
    """
    if book.empty:
        return
    columns: dict[str, Objects] = {
        name: book[name].astype(object).where(book[name].notna(), None).to_numpy()
        for name in NEEDED
    }
    starts: dict[str, list[int]] = {}
    for row, name in enumerate(columns["variable"]):
        starts.setdefault(str(name), []).append(row)
    for name, rows in starts.items():
        if name not in responses:
            continue
        own = {key: column[rows] for key, column in columns.items()}
        if own["kind"][0] == "numeric":
            found = _number(name, own, responses[name])
        elif own["kind"][0] in COUNTABLE:
            found = _categories(name, own, responses[name])
        else:
            continue
        if found.size:
            yield found


def positions(answers: pd.Series, codes: Sequence[str]) -> Ints:
    """Where each answer stands in ``codes``; -1 for every other one."""
    if isinstance(answers.dtype, pd.CategoricalDtype):
        given, distinct = answers.cat.codes.to_numpy(), answers.cat.categories
    else:
        given, distinct = pd.factorize(answers)
    place = {code: i for i, code in enumerate(codes)}
    of = np.array([*(place.get(str(code), -1) for code in distinct), -1], dtype=np.intp)
    return np.asarray(of[given])


def _categories(name: str, rows: dict[str, Objects], answers: pd.Series) -> Variable:
    valid = [
        i
        for i in np.argsort(rows["order"].astype(float), kind="stable")
        if rows["category"][i] is not None and rows["missing_kind"][i] is None
    ]
    codes = tuple(str(code) for code in rows["category"][valid])
    return Variable(
        name,
        codes,
        rows["value"][valid].astype(float),
        rows["need"][valid].astype(float),
        rows["field_of_action"][0],
        str(rows["role"][0]),
        positions(answers, codes),
    )


def _number(name: str, rows: dict[str, Objects], answers: pd.Series) -> Variable:
    numbers = answers.to_numpy(dtype=float, na_value=np.nan)
    valid = np.isfinite(numbers)
    distinct, inverse = np.unique(numbers[valid], return_inverse=True)
    position = np.full(len(numbers), -1, dtype=np.intp)
    position[valid] = inverse
    nothing = np.full(len(distinct), np.nan)
    field, role = rows["field_of_action"][0], str(rows["role"][0])
    return Variable(name, None, distinct, nothing, field, role, position)
