"""Whether the weights were agreed before answers were seen: one sentence for board and report."""

from __future__ import annotations

from datetime import date

from pipeline.compose.language import lang
from pipeline.compose.public import Public

ASIDE = "Sie können von den Ergebnissen beeinflusst sein."


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
            "Achtung: Gewichte und Schwellen hat niemand bestätigt. Es gelten die Vorgaben des Programms.",
            True,
        )
    who = agreed.confirmed_by or "die Steuerungsgruppe"
    text = f"Gewichte und Schwellen bestätigt am {lang.day(agreed.confirmed_on)}: {who}"
    if verdict == "before":
        seen = "dem ersten Abruf" if row and row["basis"] == "pull" else "der ersten Antwort"
        return f"{text}, vor {seen}.", False
    if verdict == "late":
        seen = (
            f"waren die ersten Antworten schon abgerufen "
            f"({lang.day(date.fromisoformat(row['first_seen']))})"
            if row and row["first_seen"]
            else "lagen schon Antworten vor"
        )
        return f"Achtung: {text}. Da {seen}. {ASIDE}", True
    return f"{text}. Ob das vor den ersten Antworten war, ist nicht festgehalten.", True
