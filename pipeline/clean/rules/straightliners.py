"""Who ticked one column down every long array.

One array with the same answer throughout can be meant („kenne ich nicht“ to every offer), so that alone
is only flagged; who does it in all long arrays, and in at least two, has not read them.
"""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case

RULE = "straightliner"
FLAG = "straightlined_array"
MIN_ARRAYS = 2


def run(case: Case) -> None:
    """Exclude straight-liners; flag single arrays."""
    least = case.rules.straightline_min_items
    judged = np.zeros(len(case), dtype=int)
    straight = np.zeros(len(case), dtype=int)
    flags: list[tuple[str, np.ndarray]] = []
    for question, items in case.questions("array").items():
        if len(items) < least:
            continue
        cells = np.stack([case.cells[v.name] for v in items])
        given = np.array([[bool(cell) for cell in row] for row in cells], dtype=bool)
        enough = given.sum(axis=0) >= least
        first = cells[given.argmax(axis=0), np.arange(len(case))]
        same = enough & ((cells == first) | ~given).all(axis=0)
        judged += enough
        straight += same
        flags.append((question, same))
    everywhere = (straight >= MIN_ARRAYS) & (straight == judged)
    case.exclude(
        RULE, everywhere, f"In allen Frageblöcken mit {least} und mehr Zeilen gleich geantwortet"
    )
    for question, same in flags:
        count = int((same & case.keep).sum())
        if count:
            note = "Frageblock durchgehend gleich beantwortet, nicht ausgeschlossen"
            case.decide(FLAG, question, count, "flagged", note)
