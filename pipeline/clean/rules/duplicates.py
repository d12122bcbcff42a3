"""The same person twice: two questionnaires with the same answer to everything.

Two people who answer a dozen questions alike happen; two who answer *all* of at least
``duplicate_min_answers`` alike, with the same gaps, do not. The first that was sent off is kept. Sources
write the same answer in several ways (``Y`` and ``ja``, ``38`` and ``38.0000``; hidden or empty), which makes
it no other.
"""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import YES_NO, Case, Cells, Variable

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
    yes_no = "ja" in variable.codes and "Y" not in variable.codes
    words = YES_NO if yes_no else {}
    if variable.kind == "numeric":
        return [_number(cell) for cell in cells]
    if variable.kind == "date":
        return [cell[:10] if cell else "" for cell in cells]
    return [words.get(cell, cell) if cell else "" for cell in cells]


def _number(cell: str | None) -> str:
    try:
        return str(float(cell.replace(",", "."))) if cell else ""
    except ValueError:
        return str(cell)
