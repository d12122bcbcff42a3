"""Evaluates a definition's conditions on whole columns, three-valued after Kleene.

The language is that of :mod:`pipeline.questionnaire.conditions`. There an unanswered question makes a
comparison false, as on the screen; here it is neither true nor false, so that a paper form whose filter
question is empty contradicts nothing, and nobody is out of scope for having skipped a question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.clean.spelling import YES_NO, number
from pipeline.errors import PipelineError
from pipeline.questionnaire.conditions import (
    AnyOf,
    Condition,
    ConditionError,
    Not,
    Test,
    matches,
    parse,
)

Mask = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.object_]

_ORDERED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Truth:
    """For whom something is known to be true, and for whom known to be false."""

    true: Mask
    false: Mask

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.true & other.true, self.false | other.false)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.true | other.true, self.false & other.false)

    def __invert__(self) -> Truth:
        return Truth(self.false, self.true)


def evaluate(
    text: str,
    cells: Mapping[str, Cells],
    size: int,
    where: str,
    ruled_out: Mapping[str, Mask] | None = None,
) -> Truth:
    """Evaluate a condition for every respondent.

    Args:
        text: a condition; empty is true.
        cells: raw answers by variable; None and "" count as not answered.
        size: number of respondents.
        where: the questionnaire, for messages.
        ruled_out: by variable, for whom its own filter is known to rule it out; whatever is tested there is
            false, as on the screen, where a hidden question has no answer.

    Raises:
        PipelineError: the condition cannot be read, or names a variable that is not there.
    """
    try:
        return _truth(parse(text), cells, size, ruled_out or {})
    except (ConditionError, KeyError) as error:
        what = f"unknown variable {error}" if isinstance(error, KeyError) else str(error)
        raise PipelineError(
            f"the condition `{text}` cannot be evaluated: {what}",
            f"questionnaire {where}",
            hint="correct `when` or `eligible` in the definition (bedarf check)",
        ) from None


def _truth(
    condition: Condition, cells: Mapping[str, Cells], size: int, ruled_out: Mapping[str, Mask]
) -> Truth:
    if isinstance(condition, Test):
        truth = _test(condition, cells)
        hidden = ruled_out.get(_column(condition))
        return truth if hidden is None else Truth(truth.true & ~hidden, truth.false | hidden)
    if isinstance(condition, Not):
        return ~_truth(condition.part, cells, size, ruled_out)
    everyone, nobody = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    if isinstance(condition, AnyOf):
        truth = Truth(nobody, everyone)
        for part in condition.parts:
            truth = truth | _truth(part, cells, size, ruled_out)
        return truth
    truth = Truth(everyone, nobody)
    for part in condition.parts:
        truth = truth & _truth(part, cells, size, ruled_out)
    return truth


def _column(test: Test) -> str:
    return f"{test.variable}_{test.values[0]}" if test.op == "has" else test.variable


def _test(test: Test, cells: Mapping[str, Cells]) -> Truth:
    if test.op == "has":
        option = cells[_column(test)]
        ticked = _flags(option, bool)
        return Truth(ticked, ~ticked & _flags(option, lambda cell: cell is not None))
    column = cells[test.variable]
    given = _flags(column, bool)
    if test.op == "answered":
        return Truth(given, ~given)
    if test.op in _ORDERED:
        given = _flags(column, lambda cell: number(cell) is not None)
        limit = float(test.values[0])
        compare = _ORDERED[test.op]
        hit = given & _flags(column, lambda cell: compare(number(cell) or 0.0, limit))
        return Truth(hit, given & ~hit)
    codes = set(test.values)
    hit = given & _flags(
        column, lambda cell: matches(str(cell), codes) or YES_NO.get(str(cell)) in codes
    )
    truth = Truth(hit, given & ~hit)
    return ~truth if test.op == "!=" else truth


def _flags(cells: Cells, test: Callable[[str | None], bool]) -> Mask:
    return np.fromiter((bool(test(cell)) for cell in cells), bool, len(cells))
