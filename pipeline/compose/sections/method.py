"""Methode und Grenzen: what was done, what it can say, and what it cannot."""

from __future__ import annotations

from pipeline import __version__
from pipeline.compose import german, markdown
from pipeline.compose.context import Context
from pipeline.compose.sections.sample import WHO

ACTIONS = {
    "excluded": "nicht ausgewertet",
    "set_missing": "Antwort gestrichen",
    "flagged": "gekennzeichnet",
    "masked": "unkenntlich gemacht",
}


def write(ctx: Context) -> str:
    """Population, weights, intervals, release, quality, software."""
    limits = ctx.public.params.disclosure
    return markdown.paragraphs(
        _demo(ctx),
        markdown.sentences(
            "**Wer gemeint ist.** Alleinerziehende sind hier Personen ab 16 Jahren "
            f"{ctx.region_in}, in deren Haushalt mindestens ein "
            "Kind unter 18 Jahren und keine Partnerin und kein Partner lebt."
        ),
        _selection(ctx),
        markdown.sentences(
            "**Wie sicher die Zahlen sind.** Intervalle (95 %) sind modellgestützt: Sie gelten "
            "unter der Annahme, dass die Befragten "
            "innerhalb der Gewichtungsgruppen für die übrigen Alleinerziehenden stehen. "
            "Unterschiede zwischen Gruppen werden nur "
            "genannt, wenn sie nach der Korrektur für mehrfaches Testen belastbar sind "
            "(Benjamini-Hochberg, je Handlungsfeld)."
        ),
        markdown.sentences(
            f"**Was nicht gezeigt wird.** Ergebnisse von weniger als {limits.min_n} Personen "
            "werden nicht veröffentlicht. Beruhen sie auf "
            f"{limits.min_n} bis {limits.bracket_below - 1} Personen, sind sie auf "
            f"{limits.round_to} Prozentpunkte gerundet und stehen in eckigen Klammern. "
            "Texte aus offenen Antworten erscheinen nur nach einzelner Freigabe."
        ),
        markdown.sentences(
            "**Einrichtungen und Betriebe.** Einrichtungen werden gezählt, nicht hochgerechnet. "
            "Angaben von Betrieben sind nicht "
            "gewichtet."
        ),
        _quality(ctx),
        markdown.div("quelle", _software(ctx)),
    )


def _demo(ctx: Context) -> str:
    if not ctx.public.demo:
        return ""
    return markdown.div(
        "demo",
        "**DEMODATEN.** Die Antworten in diesem Bericht sind simuliert. Die amtlichen Zahlen sind "
        "echt. Das Netzwerk, seine Partner und "
        "seine Angebote sind erfunden.",
    )


def _selection(ctx: Context) -> str:
    return markdown.sentences(
        "**Wer geantwortet hat.** Die Teilnahme war freiwillig und offen; die Befragten sind "
        "keine Zufallsstichprobe. Wer wenig Zeit, "
        "schlechten Internetzugang oder keine Verbindung zu den Partnern des Netzwerks hat, ist "
        "vermutlich seltener dabei. Hängt die "
        "Teilnahme vom Bedarf selbst ab, kann keine Gewichtung das ausgleichen."
    )


RULES = {
    "speeder": "sehr schnell ausgefüllt",
    "straightliner": "überall dieselbe Antwort",
    "straightlined_array": "in einer Frage überall dieselbe Antwort",
    "duplicate": "doppelt eingegangen",
    "out_of_scope": "gehört nicht zur Zielgruppe",
    "too_few_answers": "zu wenig beantwortet",
    "test_entry": "Probeeintrag",
    "out_of_range": "Angabe außerhalb des Möglichen",
    "exclusive_contradiction": "„nichts davon“ und anderes angekreuzt",
    "filter_contradiction": "Antwort trotz Filter",
    "personal_data": "persönliche Angabe im Freitext",
    "ranked_twice": "dasselbe auf zwei Rängen",
    "break_off": "vorzeitig abgebrochen",
    "item_nonresponse": "oft übersprungen",
}


def _quality(ctx: Context) -> str:
    sums: dict[tuple[str, str, str], int] = {}
    for q in ctx.public["quality"]:
        if q["count"]:
            key = (q["questionnaire"], q["rule"], q["action"])
            sums[key] = sums.get(key, 0) + int(q["count"])
    rows = [
        [
            WHO.get(name, name),
            RULES.get(rule, rule.replace("_", " ")),
            ACTIONS.get(action, action),
            german.number(count),
        ]
        for (name, rule, action), count in sorted(
            sums.items(), key=lambda x: (x[0][0], -x[1], x[0][1])
        )
    ]
    table = markdown.table(
        ["Befragung", "Befund", "Folge", "Zahl"],
        rows[:20],
        "lllr",
        ctx.caption("Was geprüft und ausgeschlossen wurde"),
        "pruefung",
        widths=(16, 34, 20, 8),
    )
    if not table:
        return ""
    return markdown.paragraphs(
        "Was beim Prüfen der Antworten auffiel, steht in @tbl-pruefung.", table
    )


def _software(ctx: Context) -> str:
    return markdown.sentences(
        f"Erstellt mit Bedarfskompass {__version__}. Stand der Auswertung: {ctx.as_of}."
    )
