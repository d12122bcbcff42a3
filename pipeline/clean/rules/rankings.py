"""The same thing on two ranks (paper forms, imported files)."""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case

RULE = "ranked_twice"
NOTE = "In der Rangfolge doppelt genannt: der bessere Rang gilt"


def run(case: Case) -> None:
    """The better rank stays; the other is emptied."""
    for ranks in case.questions("ranking").values():
        for i, variable in enumerate(ranks[1:], start=1):
            here = case.cells[variable.name]
            twice = np.zeros(len(case), dtype=bool)
            for better in ranks[:i]:
                there = case.cells[better.name]
                twice |= np.fromiter(
                    (bool(a) and a == b for a, b in zip(here, there, strict=True)), bool, len(case)
                )
            case.set_missing(RULE, variable.name, twice, "", NOTE)
