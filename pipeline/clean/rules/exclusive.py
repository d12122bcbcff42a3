"""„Nichts davon“ ticked together with something else."""

from __future__ import annotations

from pipeline.clean.case import Case, both

RULE = "exclusive_contradiction"
NOTE = "„Nichts davon“ zusammen mit anderen Antworten: die anderen gelten"


def run(case: Case) -> None:
    """The other ticks, and what was written behind *other*, count; the exclusive one is emptied."""
    for question, items in case.questions("multiple").items():
        named = [v.name for v in items if not v.exclusive]
        text = f"{question}_other"
        others = both([case.answered(n) for n in [*named, text] if n in case.cells], len(case))
        for variable in items:
            if variable.exclusive:
                contradiction = others & case.answered(variable.name)
                case.set_missing(RULE, variable.name, contradiction, "", NOTE)
