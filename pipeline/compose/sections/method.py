"""Methode und Grenzen: what was done, what it can say, and what it cannot."""

from __future__ import annotations

from pipeline import __version__
from pipeline.compose import imprint, markdown
from pipeline.compose.context import Context
from pipeline.compose.language import Text, lang, say
from pipeline.compose.sections import sources
from pipeline.compose.sections.sample import WHO

ACTIONS = {
    "excluded": Text("nicht ausgewertet", "not analysed"),
    "set_missing": Text("Antwort gestrichen", "answer removed"),
    "flagged": Text("gekennzeichnet", "flagged"),
    "masked": Text("unkenntlich gemacht", "masked"),
}
RULES = {
    "speeder": Text("sehr schnell ausgefüllt", "filled in very fast"),
    "straightliner": Text("überall dieselbe Antwort", "the same answer everywhere"),
    "straightlined_array": Text(
        "in einer Frage überall dieselbe Antwort", "the same answer throughout one question"
    ),
    "duplicate": Text("doppelt eingegangen", "received twice"),
    "out_of_scope": Text("gehört nicht zur Zielgruppe", "not in the target group"),
    "too_few_answers": Text("zu wenig beantwortet", "too little answered"),
    "test_entry": Text("Probeeintrag", "test entry"),
    "out_of_range": Text("Angabe außerhalb des Möglichen", "value out of range"),
    "exclusive_contradiction": Text(
        "„nichts davon“ und anderes angekreuzt", "‘none of these’ ticked together with others"
    ),
    "filter_contradiction": Text("Antwort trotz Filter", "answer in spite of a filter"),
    "personal_data": Text("persönliche Angabe im Freitext", "personal details in free text"),
    "ranked_twice": Text("dasselbe auf zwei Rängen", "the same on two ranks"),
    "break_off": Text("vorzeitig abgebrochen", "broken off early"),
    "item_nonresponse": Text("oft übersprungen", "often skipped"),
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
    region = ctx.region_in_text
    return [
        (
            say("Wer gemeint ist", "Who is meant"),
            say(
                f"Alleinerziehende sind hier Personen ab 16 Jahren {region}, in deren Haushalt "
                "mindestens ein Kind "
                "unter 18 Jahren und keine Partnerin und kein Partner lebt. Teilen sich Eltern die "
                "Betreuung, zählt "
                "ein Kind mit, das etwa die Hälfte der Zeit im Haushalt lebt.",
                f"Single parents here are people aged 16 and over {region} in whose household at least one "
                "child under 18 lives and no partner. Where parents share custody, a child counts that lives "
                "in the household for about half of the time.",
            ),
        ),
        (
            say("Wer geantwortet hat", "Who answered"),
            say(
                "Die Teilnahme war freiwillig und offen; die Befragten sind keine Zufallsstichprobe. "
                "Wer wenig Zeit, "
                "schlechten Internetzugang oder keine Verbindung zu den Partnern des Netzwerks hat, "
                "ist vermutlich "
                "seltener dabei. Hängt die Teilnahme vom Bedarf selbst ab, kann keine Gewichtung das "
                "ausgleichen.",
                "Taking part was voluntary and open; respondents are not a random sample. People who have "
                "little "
                "time, poor internet access or no contact with the network's partners are probably "
                "under-represented. If taking part depends on need itself, no weighting can even that out.",
            ),
        ),
        (
            say("Wie amtliche Zahlen umgerechnet sind", "How official figures are converted"),
            sources.converted(ctx),
        ),
        (
            say("Wie sicher die Zahlen sind", "How certain the figures are"),
            _certainty(ctx) + "".join(f" {text}" for text in _designs(ctx)),
        ),
        (
            say("Wann ein Unterschied belastbar heißt", "When a difference is called reliable"),
            say(
                "Vorher benannte Gruppen, die einander ausschließen, werden bei jedem Bedarf verglichen, "
                "wenn "
                "beide groß genug sind; eine Gruppe ohne Gegenstück mit allen übrigen. Belastbar heißt ein "
                "Unterschied, wenn sein Test auch nach der Korrektur für alle Vergleiche des Handlungsfeldes "
                "besteht (Benjamini und Hochberg, 5 %). Steht da „kein belastbarer Unterschied“, heißt das: "
                "Die Daten zeigen keinen – nicht, dass es keinen gibt.",
                "Groups that were named beforehand and exclude each other are compared for every need, "
                "if both "
                "are large enough; a group without a counterpart is compared with all others. A "
                "difference is "
                "called reliable if its test still holds after correction for all comparisons in the "
                "field of "
                "action (Benjamini and Hochberg, 5%). ‘No reliable difference’ means that the data show "
                "none – "
                "not that there is none.",
            )
            + (
                say(
                    " @tbl-unterschiede nennt einzelne Antworten nach derselben Regel.",
                    " @tbl-unterschiede lists single answers by the same rule.",
                )
                if _tested(ctx)
                else ""
            ),
        ),
        (
            say("Was nicht gezeigt wird", "What is not shown"),
            say(
                f"Ergebnisse von weniger als {limits.min_n} Personen werden nicht veröffentlicht; in "
                "Tabellen steht dann ein Punkt (·). Beruhen sie auf "
                f"{limits.min_n} bis {limits.bracket_below - 1} Personen oder ließen sie auf eine so "
                "kleine Gruppe "
                f"schließen, sind sie auf {limits.round_to} Prozentpunkte gerundet und stehen in "
                "eckigen Klammern. "
                "Texte aus offenen Antworten und Gesprächen erscheinen nur nach einzelner Freigabe.",
                f"Results from fewer than {limits.min_n} people are not published; tables then show a dot "
                "(·). Where they rest on "
                f"{limits.min_n} to {limits.bracket_below - 1} people, or would allow conclusions about "
                "so small "
                f"a group, they are rounded to {limits.round_to} percentage points and stand in square "
                "brackets. "
                "Texts from open answers and conversations appear only once each has been released.",
            ),
        ),
        (
            say("Einrichtungen und Betriebe", "Institutions and businesses"),
            say(
                "Einrichtungen werden gezählt, nicht hochgerechnet. Angaben von Betrieben sind ",
                "Institutions are counted, not projected. Answers from businesses are ",
            )
            + (
                say("nach Größenklassen gewichtet.", "weighted by size class.")
                if ctx.public.weighted("arbeitgeber")
                else say(
                    "nicht gewichtet und stehen für die Betriebe, die geantwortet haben.",
                    "not weighted and stand for the businesses that answered.",
                )
            ),
        ),
    ]


LONELY = {
    "adjust": Text("mit seinem Abstand vom Mittel aller", "its distance from the mean of all"),
    "average": Text("so viel wie die übrigen im Durchschnitt", "as much as the others on average"),
    "certainty": Text("nichts", "nothing"),
}


def _certainty(ctx: Context) -> str:
    """On what assumption intervals hold: within weighting groups, or, unweighted, for everybody."""
    if not ctx.public.weighted():
        return say(
            "Intervalle (95 %) sind modellgestützt: Sie gelten unter der Annahme, dass die Befragten für die "
            "übrigen Alleinerziehenden stehen, als wären sie zufällig ausgewählt. Gewichtet wurde nicht; was "
            "durch die Auswahl der Befragten verzerrt sein kann, ist nicht berücksichtigt.",
            "Intervals (95%) are model-based: they hold on the assumption that respondents stand for the "
            "other single parents as if they had been chosen at random. Nothing was weighted; they take no "
            "account of any bias that the selection of respondents may cause.",
        )
    return say(
        "Intervalle (95 %) sind modellgestützt: Sie gelten unter der Annahme, dass die Befragten innerhalb "
        "der Gewichtungsgruppen für die übrigen Alleinerziehenden stehen. Sie berücksichtigen die "
        "Gewichtung, nicht aber, was durch die Auswahl der Befragten verzerrt sein kann.",
        "Intervals (95%) are model-based: they hold on the assumption that, within the weighting "
        "groups, respondents stand for the other single parents. They take account of weighting, but "
        "not of any bias that the selection of respondents may cause.",
    )


def _designs(ctx: Context) -> list[str]:
    """How people were drawn, where strata or clusters are declared."""
    found = []
    for name, design in ctx.public.params.designs.items():
        channel = say("Verteilweg", "channel")
        asked = [
            markdown.escape(ctx.public.label(name, v)) if v and v != "kanal" else channel
            for v in (design.strata, design.clusters)
        ]
        strata, clusters = (lang.quoted(text) for text in asked)
        ways = [
            say(f"getrennt nach {strata}", f"separately by {strata}") if design.strata else "",
            say(f"in Gruppen nach {clusters}", f"in groups by {clusters}")
            if design.clusters
            else "",
        ]
        thinner = say(
            " Wer aus einem dünner befragten Teil kommt, zählt von vornherein entsprechend mehr.",
            " Who comes from a part that was asked more thinly counts for more from the start.",
        )
        share = LONELY.get(design.lonely)
        rule = say(
            f" Was nur eine Einheit hat, trägt zum Fehler {share} bei.",
            f" What has only one unit contributes {share} to the error.",
        )
        how = say(" und ", " and ").join(w for w in ways if w)
        found.append(
            say(
                f"{WHO[name]} wurden {how} erreicht; alle Fehler rechnen damit.",
                f"{WHO[name]} were reached {how}; all standard errors take account of this.",
            )
            + (thinner if design.population and ctx.public.weighted(name) else "")
            + (rule if share else "")
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
            str(WHO.get(name, name)),
            str(RULES.get(rule, rule.replace("_", " "))),
            str(ACTIONS.get(action, action)),
            lang.number(count),
        ]
        for (name, rule, action), count in sorted(
            sums.items(), key=lambda x: (x[0][0], -x[1], x[0][1])
        )
    ]
    table = ctx.table(
        [
            say("Befragung", "Survey"),
            say("Befund", "Finding"),
            say("Folge", "Consequence"),
            say("Zahl", "Count"),
        ],
        rows[:MOST],
        "lllr",
        say(
            "Was beim Prüfen der Antworten auffiel: Zahl der Fragebögen",
            "What was found when answers were checked: number of questionnaires",
        ),
        "pruefung",
        widths=(18, 36, 22, 8),
    )
    if not table:
        return ""
    return markdown.paragraphs(
        say(
            "Was beim Prüfen der Antworten auffiel, steht in @tbl-pruefung.",
            "What was found when answers were checked is shown in @tbl-pruefung.",
        ),
        table,
    )


def _software(ctx: Context) -> str:
    return markdown.sentences(
        say(
            f"Erstellt mit Bedarfskompass {__version__}. Stand der Auswertung: {ctx.as_of}.",
            f"Made with Bedarfskompass {__version__}. Analysis as of {ctx.as_of}.",
        )
    )
