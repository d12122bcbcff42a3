"""Whether the weights were agreed before answers were seen: one sentence for board and report."""

from __future__ import annotations

from datetime import date

from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Public

ASIDE = Text(
    "Sie können von den Ergebnissen beeinflusst sein.", "They may be influenced by the results."
)


def sentence(public: Public) -> tuple[str, bool]:
    """Who confirmed weights and severity thresholds, and when.

    Returns:
        the sentence, and whether it is a warning: confirmed too late, not at all, or nobody knows.
    """
    agreed = public.params.assessment
    row = next(iter(public["confirmation"]), None)
    verdict = row["verdict"] if row else "unknown"
    if agreed.confirmed_on is None:
        return (
            say(
                "Achtung: Gewichte und Schwellen hat niemand bestätigt. "
                "Es gelten die Vorgaben des Programms.",
                "Note: nobody has confirmed weights and thresholds. The program's defaults apply.",
            ),
            True,
        )
    who = agreed.confirmed_by or say("die Steuerungsgruppe", "the steering group")
    day = lang.day(agreed.confirmed_on)
    text = say(
        f"Gewichte und Schwellen bestätigt am {day}: {who}",
        f"Weights and thresholds were confirmed on {day}: {who}",
    )
    if verdict == "before":
        pulled = bool(row and row["basis"] == "pull")
        seen = say("dem ersten Abruf" if pulled else "der ersten Antwort",
                   "the first pull" if pulled else "the first answer")  # fmt: skip
        return f"{text}, {say('vor', 'before')} {seen}.", False
    if verdict == "late":
        if row and row["first_seen"]:
            first = lang.day(date.fromisoformat(row["first_seen"]))
            seen = say(
                f"waren die ersten Antworten schon abgerufen ({first})",
                f"the first answers had already been pulled ({first})",
            )
        else:
            seen = say("lagen schon Antworten vor", "there were answers already")
        late = say(f"Achtung: {text}. Da {seen}. {ASIDE}", f"Note: {text}. By then {seen}. {ASIDE}")
        return late, True
    unknown = say(
        f"{text}. Ob das vor den ersten Antworten war, ist nicht festgehalten.",
        f"{text}. Whether that was before the first answers is not on record.",
    )
    return unknown, True
