"""„Nichts davon“ ticked together with something else."""

from __future__ import annotations

from pipeline.clean.case import Case, both

RULE = "exclusive_contradiction"
NOTE = "„Nichts davon“ zusammen mit anderen Antworten: die anderen gelten"


def run(case: Case) -> None:
    """The other ticks count; the exclusive one is emptied."""
    for items in case.questions("multiple").values():
        others = both([case.answered(v.name) for v in items if not v.exclusive], len(case))
        for variable in items:
            if variable.exclusive:
                contradiction = others & case.answered(variable.name)
                case.set_missing(RULE, variable.name, contradiction, "", NOTE)
