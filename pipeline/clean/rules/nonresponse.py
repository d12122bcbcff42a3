"""What is missing in the questionnaires that are used: break-offs, and questions often skipped."""

from __future__ import annotations

from pipeline.clean.case import Case

BREAK_OFF, ITEM, NEVER = "break_off", "item_nonresponse", "never_shown"
OFTEN = 0.1


def run(case: Case) -> None:
    """Flag them; nobody is excluded here."""
    unfinished = case.keep & ~case.meta["complete"].to_numpy(dtype=bool)
    case.decide(
        BREAK_OFF, None, int(unfinished.sum()), "flagged", "Vorzeitig beendet, aber verwendet"
    )
    for variable in case.variables.values():
        if variable.kind in {"text", "multiple", "ranking"}:
            continue
        shown = case.keep & case.shown(variable.name)
        if not shown.any():
            if case.keep.any() and not variable.universe and variable.kind != "numeric":
                note = "In den Daten ohne jede Antwort: wurde die Frage gestellt?"
                case.decide(NEVER, variable.name, int(case.keep.sum()), "flagged", note)
            continue
        skipped = shown & ~case.answered(variable.name)
        if skipped.sum() > OFTEN * shown.sum():
            note = f"Von {int(shown.sum())} Gefragten übersprungen"
            case.decide(ITEM, variable.name, int(skipped.sum()), "flagged", note)
