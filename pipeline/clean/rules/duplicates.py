"""The same person twice: two questionnaires with the same answer to everything.

Two people who answer a dozen questions alike happen; two who answer *all* of at least
``duplicate_min_answers`` alike, with the same gaps, do not. The first that was sent off is kept.
"""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case

RULE = "duplicate"
NOTE = "Doppelt abgegebene Fragebögen (alle Antworten gleich, mindestens {least} Antworten)"


def run(case: Case) -> None:
    """Exclude every later copy."""
    least = case.rules.duplicate_min_answers
    repeated = np.zeros(len(case), dtype=bool)
    if len(case) and case.cells:
        rows = list(zip(*case.cells.values(), strict=True))
        order = case.meta["submitted_at"].to_numpy().argsort(kind="stable")
        seen: set[tuple[object, ...]] = set()
        for i in order:
            if sum(map(bool, rows[i])) < least:
                continue
            repeated[i] = rows[i] in seen
            seen.add(rows[i])
    case.exclude(RULE, repeated, NOTE.format(least=least))
