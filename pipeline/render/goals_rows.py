"""What the rows of a logframe say, for both documents of the Zielsystem."""

from __future__ import annotations

from typing import Any

THIN = "\u202f"
# level -> what to write there (handbook, "Zielsysteme")
GUIDANCE = {
    "Oberziel": "Wie soll die Lage sein, wenn das Netzwerk Erfolg hat? Als erreichten Zustand schreiben.",
    "Projektziel": "Welchen Nutzen haben Alleinerziehende am Ende? Zielwert und Jahr nennen.",
    "Teilziel 1": "Was muss das Netzwerk erreichen, damit das Projektziel eintritt?",
    "Teilziel 2": "",
    "Teilziel 3": "",
    "Aktivität 1.1": "Wer tut was, mit wem, wie oft? Menge, Stunden und Kosten nennen.",
    "Aktivität 1.2": "",
    "Aktivität 2.1": "",
    "Meilenstein 1": "Was ist bis wann fertig, woran erkennt man es?",
    "Meilenstein 2": "",
}
MARK = "DEMODATEN – Antworten simuliert, Beschluss erfunden"
CHANGED = "Die Daten haben sich seit dem Beschluss geändert."
COLUMNS = ("Ebene", "Zusammenfassende Beschreibung", "Indikatoren", "Quellen", "Annahmen")
STATUS = (
    "Projekt", "Berichtszeitraum", "Datum", "geplantes Ergebnis", "geplante Aktivitäten",
    "durchgeführte Aktivitäten", "Abgleich", "erreichtes Ergebnis", "Beurteilung und Auswertung",
    "Konsequenzen für den weiteren Verlauf",
)  # fmt: skip
_ASSUMPTION = "Was muss außerhalb des Netzwerks eintreten, damit das Ziel erreicht wird?"


def percent(share: float) -> str:
    """``54 %``."""
    return f"{round(share * 100)}{THIN}%"


def measured(indicator: Any) -> str:
    """An indicator with its baseline in one sentence, the target left open."""
    rough = " (grob gerundet)" if indicator.rough else ""
    text = f"{indicator.name}. Ausgangswert {percent(indicator.baseline)}{rough}"
    if indicator.low is not None:
        text += f" ({percent(indicator.low)} bis {percent(indicator.high)}, n{THIN}={THIN}{indicator.n})"
    text += ". Zielwert: ______"
    if indicator.change is not None:
        text += f" Erkennbar ab {round(indicator.change * 100)} Prozentpunkten Veränderung."
    if indicator.later is not None:
        text += " " + _second(indicator.later)
    return text


def _second(later: Any) -> str:
    """The second wave, and the change with its interval where both may be compared."""
    text = f"Welle 2: {percent(later.share)}"
    if later.low is not None:
        text += f" ({percent(later.low)} bis {percent(later.high)}, n{THIN}={THIN}{later.n})"
    if later.difference is None:
        return f"{text}; nicht mit Welle 1 vergleichbar."
    gap, low, high = (_signed(x) for x in later.difference)
    return f"{text}. Veränderung: {gap} Prozentpunkte ({low} bis {high})."


def _signed(difference: float) -> str:
    points = round(difference * 100)
    return f"+{points}" if points > 0 else str(points).replace("-", "\u2212")


def rows(goal: Any) -> list[tuple[str, str, list[str], list[str], str]]:
    """The logframe of a field: level, guidance, filled indicators, sources, guidance on assumptions."""
    out = []
    for level, guidance in GUIDANCE.items():
        kind = level.split()[0]
        found = [i for i in goal.indicators if i.level == kind]
        if kind == "Teilziel" and level != "Teilziel 1":
            found = []
        out.append(
            (
                level,
                guidance,
                [measured(i) for i in found],
                list(dict.fromkeys(i.source for i in found)),
                _ASSUMPTION if level in ("Projektziel", "Teilziel 1") else "",
            )
        )
    return out
