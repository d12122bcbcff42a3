"""Methode und Grenzen: what was done, what it can say, and what it cannot."""

from __future__ import annotations

from pipeline import __version__
from pipeline.compose import imprint, markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang
from pipeline.compose.sections import sources
from pipeline.compose.sections.sample import WHO

ACTIONS = {
    "excluded": "nicht ausgewertet",
    "set_missing": "Antwort gestrichen",
    "flagged": "gekennzeichnet",
    "masked": "unkenntlich gemacht",
}
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
MOST = 24


def write(ctx: Context) -> str:
    """Population, selection, certainty, release, other surveys, quality, software."""
    return markdown.paragraphs(
        imprint.demo(ctx),
        *(markdown.sentences(f"**{title}.** {text}") for title, text in _points(ctx) if text),
        _quality(ctx),
        markdown.div("quelle", _software(ctx)),
    )


def _points(ctx: Context) -> list[tuple[str, str]]:
    limits = ctx.public.params.disclosure
    region = ctx.region_in
    return [
        (
            "Wer gemeint ist",
            f"Alleinerziehende sind hier Personen ab 16 Jahren {region}, in deren Haushalt "
            "mindestens ein Kind "
            "unter 18 Jahren und keine Partnerin und kein Partner lebt. Teilen sich Eltern die "
            "Betreuung, zählt "
            "ein Kind mit, das etwa die Hälfte der Zeit im Haushalt lebt.",
        ),
        (
            "Wer geantwortet hat",
            "Die Teilnahme war freiwillig und offen; die Befragten sind keine Zufallsstichprobe. "
            "Wer wenig Zeit, "
            "schlechten Internetzugang oder keine Verbindung zu den Partnern des Netzwerks hat, "
            "ist vermutlich "
            "seltener dabei. Hängt die Teilnahme vom Bedarf selbst ab, kann keine Gewichtung das "
            "ausgleichen.",
        ),
        ("Wie amtliche Zahlen umgerechnet sind", sources.converted(ctx)),
        (
            "Wie sicher die Zahlen sind",
            "Intervalle (95 %) sind modellgestützt: Sie gelten unter der Annahme, dass die "
            "Befragten innerhalb "
            "der Gewichtungsgruppen für die übrigen Alleinerziehenden stehen. Sie berücksichtigen "
            "die Gewichtung, "
            "nicht aber, was durch die Auswahl der Befragten verzerrt sein kann."
            + "".join(f" {text}" for text in _designs(ctx)),
        ),
        (
            "Wann ein Unterschied belastbar heißt",
            "Vorher benannte Gruppen, die einander ausschließen, werden bei jedem Bedarf verglichen, wenn "
            "beide groß genug sind; eine Gruppe ohne Gegenstück mit allen übrigen. Belastbar heißt ein "
            "Unterschied, wenn sein Test auch nach der Korrektur für alle Vergleiche des Handlungsfeldes "
            "besteht (Benjamini und Hochberg, 5 %). Steht da „kein belastbarer Unterschied“, heißt das: "
            "Die Daten zeigen keinen – nicht, dass es keinen gibt."
            + (
                " @tbl-unterschiede nennt einzelne Antworten nach derselben Regel."
                if _tested(ctx)
                else ""
            ),
        ),
        (
            "Was nicht gezeigt wird",
            f"Ergebnisse von weniger als {limits.min_n} Personen werden nicht veröffentlicht. "
            "Beruhen sie auf "
            f"{limits.min_n} bis {limits.bracket_below - 1} Personen oder ließen sie auf eine so "
            "kleine Gruppe "
            f"schließen, sind sie auf {limits.round_to} Prozentpunkte gerundet und stehen in "
            "eckigen Klammern. "
            "Texte aus offenen Antworten und Gesprächen erscheinen nur nach einzelner Freigabe.",
        ),
        (
            "Einrichtungen und Betriebe",
            "Einrichtungen werden gezählt, nicht hochgerechnet. Angaben von Betrieben sind "
            + (
                "nach Größenklassen gewichtet."
                if ctx.public.weighted("arbeitgeber")
                else "nicht gewichtet und stehen für die Betriebe, die geantwortet haben."
            ),
        ),
    ]


LONELY = {
    "adjust": "mit seinem Abstand vom Mittel aller",
    "average": "so viel wie die übrigen im Durchschnitt",
    "certainty": "nichts",
}


def _designs(ctx: Context) -> list[str]:
    """How people were drawn, where strata or clusters are declared."""
    found = []
    for name, design in ctx.public.params.designs.items():
        asked = [
            markdown.escape(ctx.public.label(name, v)) if v and v != "kanal" else "Verteilweg"
            for v in (design.strata, design.clusters)
        ]
        ways = [
            f"getrennt nach „{asked[0]}“" if design.strata else "",
            f"in Gruppen nach „{asked[1]}“" if design.clusters else "",
        ]
        rule = (
            f" Was nur eine Einheit hat, trägt zum Fehler {LONELY[design.lonely]} bei."
            if design.lonely in LONELY
            else ""
        )
        found.append(
            f"{WHO[name]} wurden {' und '.join(w for w in ways if w)} erreicht; alle Fehler rechnen damit."
            f"{rule}"
        )
    return found


def _tested(ctx: Context) -> bool:
    from pipeline.compose.sections import annex

    return bool(annex.different(ctx))


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
            lang.number(count),
        ]
        for (name, rule, action), count in sorted(
            sums.items(), key=lambda x: (x[0][0], -x[1], x[0][1])
        )
    ]
    table = ctx.table(
        ["Befragung", "Befund", "Folge", "Zahl"],
        rows[:MOST],
        "lllr",
        "Was beim Prüfen der Antworten auffiel: Zahl der Fragebögen",
        "pruefung",
        widths=(18, 36, 22, 8),
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
