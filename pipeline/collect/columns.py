"""Answers as columns, and a definition's conditions on them, as a server would decide on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from pipeline.questionnaire.conditions import AnyOf, Condition, Not, Test, matches

Mask = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.object_]
Columns = dict[str, Cells]


def empty(size: int, fill: str | None = None) -> Cells:
    """A column of nothing (None: not shown; "": unanswered)."""
    return np.full(size, fill, dtype=object)


def holds(condition: Condition, columns: Mapping[str, Cells], size: int) -> Mask:
    """For whom a condition holds; an unanswered question makes a comparison false.

    The same as :func:`pipeline.questionnaire.conditions.evaluate`, for everybody at once.
    """
    if isinstance(condition, Test):
        return _test(condition, columns, size)
    if isinstance(condition, Not):
        return ~holds(condition.part, columns, size)
    masks = [holds(part, columns, size) for part in condition.parts]
    if isinstance(condition, AnyOf):
        return np.logical_or.reduce(masks) if masks else np.zeros(size, dtype=bool)
    return np.logical_and.reduce(masks) if masks else np.ones(size, dtype=bool)


def _test(test: Test, columns: Mapping[str, Cells], size: int) -> Mask:
    if test.op == "has":
        option = columns.get(f"{test.variable}_{test.values[0]}", empty(size))
        return _flags(option, lambda cell: cell in {"Y", "ja"})
    column = columns.get(test.variable, empty(size))
    given = _flags(column, bool)
    if test.op == "answered":
        return given
    if test.op in {"==", "in", "!="}:
        codes = set(test.values)
        hit = given & _flags(column, lambda cell: matches(str(cell), codes))
        return given & ~hit if test.op == "!=" else hit
    limit = float(test.values[0])
    compare = {
        "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__,
    }[test.op]  # fmt: skip
    return given & _flags(
        column, lambda cell: bool(cell) and bool(compare(float(cell or 0), limit))
    )


def _flags(cells: Cells, test: Callable[[str | None], bool]) -> Mask:
    return np.fromiter((bool(test(cell)) for cell in cells), bool, len(cells))
