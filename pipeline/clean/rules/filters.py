"""Answers to questions that a filter had ruled out (paper forms, imported files).

Variables are judged in the order of the questionnaire: what hangs on a question that was itself ruled out is
ruled out with it.
"""

from __future__ import annotations

from pipeline.clean.case import Case

RULE = "filter_contradiction"
NOTE = "Antwort trotz Filter: als „nicht gefragt“ gewertet"


def run(case: Case) -> None:
    """The answer is dropped and counts as *not asked*; unanswered cells become *not asked* silently."""
    for variable in case.variables.values():
        if not variable.universe:
            continue
        ruled_out = case.asked(variable.name).false
        case.rule_out(variable.name, ruled_out)
        case.set_missing(RULE, variable.name, ruled_out & case.answered(variable.name), None, NOTE)
        unanswered = ~case.asked(variable.name).true & ~case.answered(variable.name)
        case.cells[variable.name][unanswered] = None
