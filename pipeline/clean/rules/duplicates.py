"""The same person twice: two questionnaires with the same answer to everything.

Two people who answer a dozen questions alike happen; two who answer *all* of at least
``duplicate_min_answers`` alike, with the same gaps, do not. The first that was sent off is kept. Sources
write the same answer in several ways (``Y`` and ``ja``, ``38`` and ``38.0000``; hidden or empty), which makes
it no other.
"""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case, Cells, Variable
from pipeline.clean.spelling import YES_NO, day, number

RULE = "duplicate"
NOTE = "Doppelt abgegebene Fragebögen (alle Antworten gleich, mindestens {least} Antworten)"


def run(case: Case) -> None:
    """Exclude every later copy."""
    least = case.rules.duplicate_min_answers
    repeated = np.zeros(len(case), dtype=bool)
    if len(case) and case.cells:
        columns = [_meaning(case.cells[v.name], v) for v in case.variables.values()]
        rows = list(zip(*columns, strict=True))
        order = case.meta["submitted_at"].to_numpy().argsort(kind="stable")
        seen: set[tuple[object, ...]] = set()
        for i in order:
            if sum(map(bool, rows[i])) < least:
                continue
            repeated[i] = rows[i] in seen
            seen.add(rows[i])
    case.exclude(RULE, repeated, NOTE.format(least=least))


def _meaning(cells: Cells, variable: Variable) -> list[str]:
    """Cells in one spelling, "" where there is no answer."""
    given = [cell or "" for cell in cells]
    words = YES_NO if variable.yes_no else {}
    if variable.kind == "numeric":
        return [cell if (found := number(cell)) is None else str(found) for cell in given]
    if variable.kind == "date":
        return [day(cell) for cell in given]
    return [words.get(cell, cell) for cell in given]
