"""Who does not belong to the target population, by the definition's condition of eligibility."""

from __future__ import annotations

import numpy as np

from pipeline.clean.case import Case

RULE = "out_of_scope"
NOTE = "Nicht in der Zielgruppe (Eingangsfragen)"


def run(case: Case) -> None:
    """Exclude those for whom the condition is known to fail; who did not answer it stays."""
    fails = np.zeros(len(case), dtype=bool)
    if case.eligible:
        fails = case.holds(case.eligible).false
    case.exclude(RULE, fails, NOTE)
