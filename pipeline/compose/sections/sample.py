"""Anlass und Vorgehen, and Wer geantwortet hat: channels, losses, composition against official figures."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.flow import Flow, Step
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import OWN, Context
from pipeline.compose.labels import tidy
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import publisher
from pipeline.compose.sections import channels

QUESTIONNAIRE = "alleinerziehende"
WHO = {
    "alleinerziehende": Text("Alleinerziehende", "Single parents"),
    "arbeitgeber": Text("Betriebe", "Businesses"),
    "einrichtungen": Text("Einrichtungen", "Institutions"),
}
MODES = {
    "web": Text("online", "online"),
    "paper": Text("auf Papier", "on paper"),
    "interview": Text("im Gespräch", "in person"),
    "simulated": Text("simuliert", "simulated"),
}


def occasion(ctx: Context) -> str:
    """How the figures came about: who was asked when, in numbers."""
    counts = [(name, *_counts(ctx, name)) for name in ctx.public.params.questionnaires]
    counts = [c for c in counts if c[1]]
    period = ctx.public.params.document.field_period
    text = markdown.sentences(
        say(f"Befragt wurde vom {period}.", f"The surveys ran from {period}.")
        if period[:1].isdigit()
        else (f"{say('Befragungszeitraum', 'Survey period')}: {period}." if period else ""),
        say(
            "Drei Sichtweisen stehen nebeneinander: Alleinerziehende, Betriebe und Einrichtungen.",
            "Three views stand side by side: single parents, businesses and institutions.",
        )
        if len(counts) == 3
        else "",
        _beside(ctx),
    )
    table = ctx.table(
        [
            say("Befragung", "Survey"),
            say("begonnen", "started"),
            say("bis zum Ende", "completed"),
            say("ausgewertet", "analysed"),
        ],
        [[str(WHO[name]), *(lang.number(n) for n in numbers)] for name, *numbers in counts],
        "lrrr",
        say("Wer befragt wurde: Zahl der Fragebögen", "Who was surveyed: number of questionnaires"),
        "befragungen",
    )
    partly = (
        say(
            "Ausgewertet werden auch Fragebögen, die nicht bis zum Ende ausgefüllt sind, "
            "wenn genug beantwortet ist.",
            "Questionnaires that were not filled in to the end are analysed too if enough is answered.",
        )
        if any(usable > complete for _, _, complete, usable in counts)
        else ""
    )
    return markdown.paragraphs(
        text, table, partly, channels.lists(ctx, {name: str(text) for name, text in WHO.items()})
    )


def _beside(ctx: Context) -> str:
    """What stands beside the surveys: official figures, the directory, released quotes."""
    offers = say("einem Verzeichnis der Angebote", "a directory of services")
    offers = offers if ctx.public["offers"] else ""
    official = say("amtlichen Zahlen", "official figures") if ctx.public["indicators"] else ""
    beside = lang.joined([part for part in (official, offers) if part])
    quoted = any(q["released"] for q in ctx.public["quotes"])
    return markdown.sentences(
        say(f"Die Antworten stehen neben {beside}.", f"The answers stand beside {beside}.")
        if beside
        else "",
        say(
            "Interviews und Gruppengespräche ergänzen sie; Zitate daraus erscheinen nur nach Freigabe.",
            "Interviews and group discussions add to them; quotes appear only once released.",
        )
        if quoted
        else "",
    )


def _counts(ctx: Context, questionnaire: str) -> tuple[int, int, int]:
    rows = [p for p in ctx.public["participation"] if p["questionnaire"] == questionnaire]
    received, complete, usable = (
        sum(int(r[c] or 0) for r in rows) for c in ("received", "complete", "usable")
    )
    return received, complete, usable


def write(ctx: Context) -> str:
    """Wer geantwortet hat."""
    return markdown.paragraphs(
        _intro(ctx),
        flow(ctx),
        _channels(ctx),
        _weighting(ctx),
        composition(ctx),
        _margins(ctx),
        _defined_otherwise(ctx),
        channels.write(ctx),
    )


def _intro(ctx: Context) -> str:
    received, _, usable = _counts(ctx, QUESTIONNAIRE)
    if not usable:
        return say(
            "Zur Beteiligung liegen keine veröffentlichbaren Zahlen vor.",
            "There are no figures on participation that may be published.",
        )
    return markdown.sentences(
        say(
            "Ein Fragebogen einer Alleinerziehenden konnte ausgewertet werden.",
            "One questionnaire from a single parent was usable.",
        )
        if usable == 1
        else say(
            f"{lang.number(usable)} Fragebögen von Alleinerziehenden konnten ausgewertet werden.",
            f"{lang.number(usable)} questionnaires from single parents were usable.",
        ),
        say(
            f"Begonnen wurden {lang.number(received)}.",
            f"{lang.number(received)} had been started.",
        )
        if received > usable
        else "",
        ""
        if any(r["questionnaire"] == QUESTIONNAIRE for r in ctx.public["response_rates"])
        else say(
            "Eine Rücklaufquote lässt sich nicht angeben: Der Link war offen, die Zahl der Erreichten "
            "ist unbekannt.",
            "There is no response rate: the link was open, and the number of people reached is not known.",
        ),
    )


def flow(ctx: Context) -> str:
    """From begun to usable questionnaires."""
    received, complete, usable = _counts(ctx, QUESTIONNAIRE)
    handed, why = _handed_out(ctx)
    begun = Step(say("Fragebogen begonnen", "Questionnaire started"), received, why)
    steps = [*handed, begun]
    if complete < received and complete >= usable:
        steps.append(
            Step(
                say("bis zum Ende ausgefüllt", "Filled in to the end"),
                complete,
                say("vor dem Ende abgebrochen", "broken off before the end"),
            )
        )
    steps.append(Step(say("ausgewertet", "Analysed"), usable, _why(ctx)))
    if received <= usable or not usable:
        return ""
    share = lang.percent(usable / received)
    return ctx.chart(
        "rueckmeldungen",
        Flow(steps),
        finding=say(
            f"{lang.number(usable)} von {lang.number(received)} begonnenen Fragebögen "
            "gehen in die Auswertung ein",
            f"{lang.number(usable)} of {lang.number(received)} questionnaires started were analysed",
        ),
        subtitle=say(
            "Zahl der Fragebögen von Alleinerziehenden, ungewichtet",
            "Number of questionnaires from single parents, unweighted",
        ),
        source=ctx.survey_source(weights=False),
        caption=say("Vom Kontakt zur auswertbaren Antwort", "From contact to usable answer")
        if handed
        else say(
            "Vom begonnenen zum ausgewerteten Fragebogen",
            "From questionnaires started to questionnaires analysed",
        ),
        alt=say("Flussdiagramm: ", "Flow chart: ")
        + f"{'; '.join(f'{s.label} {lang.number(s.count)}' for s in steps)}. "
        + say(
            f"Ausgewertet sind {share} der begonnenen.", f"{share} of those started were analysed."
        ),
    )


def _handed_out(ctx: Context) -> tuple[list[Step], str]:
    """Links and forms as far as somebody counted them, and why no rate follows from that."""
    ways = [c for c in ctx.public["channels"] if c["questionnaire"] == QUESTIONNAIRE]
    counted = [c for c in ways if c["issued"]]
    if not counted:
        return [], ""
    label = say(
        "Links und Bögen ausgegeben, soweit gezählt", "Links and forms handed out, as counted"
    )
    rest = len(ways) - len(counted)
    also = say(
        "Auf einem weiteren Weg zählte niemand. "
        if rest == 1
        else f"Auf {lang.numeral(rest)} weiteren Wegen zählte niemand. ",
        f"On {lang.numeral(rest)} more {'channel' if rest == 1 else 'channels'} nobody counted. ",
    )
    why = (also if rest else "") + say(
        "Links werden weitergegeben: Eine Quote lässt sich daraus nicht bilden.",
        "Links are passed on, so no rate can be derived from this.",
    )
    return [Step(label, sum(int(c["issued"]) for c in counted), open=True)], why


REASONS = {
    "out_of_scope": Text("nicht in der Zielgruppe", "not in the target group"),
    "too_few_answers": Text("zu wenig beantwortet", "too little answered"),
    "speeder": Text("zu schnell ausgefüllt", "filled in too fast"),
    "straightliner": Text("überall dasselbe angekreuzt", "the same ticked everywhere"),
    "duplicate": Text("doppelt", "duplicate"),
    "test_entry": Text("Probeeintrag", "test entry"),
}


def _why(ctx: Context) -> str:
    rows = [
        q for q in ctx.public["quality"]
        if q["questionnaire"] == QUESTIONNAIRE and q["action"] == "excluded" and q["count"]
    ]  # fmt: skip
    found = []
    for q in sorted(rows, key=lambda q: -q["count"]):
        words = str(REASONS.get(q["rule"], ""))
        if words and words not in found:
            found.append(words)
    out = say("nicht ausgewertet", "not analysed")
    return f"{out}: {lang.joined(found, say('oder', 'or'))}" if found else out


def _channels(ctx: Context) -> str:
    rows = [p for p in ctx.public["participation"] if p["questionnaire"] == QUESTIONNAIRE]
    declared = {
        c["kanal"]: c for c in ctx.public["channels"] if c["questionnaire"] == QUESTIONNAIRE
    }
    ways: dict[str, list[Row]] = {}
    for p in rows:
        ways.setdefault(str(p["kanal"] or say("unbekannt", "unknown")), []).append(p)
    handed = any(declared.get(way, {}).get("issued") is not None for way in ways)
    modes = {p["mode"] for p in rows}
    cells = []
    for way, found in ways.items():
        received, usable = (_sum(found, column) for column in ("received", "usable"))
        named = lang.joined(sorted({str(MODES.get(p["mode"], p["mode"])) for p in found}))
        channel = declared.get(way, {})
        title = ctx.public.channel_name(way)
        cells.append(
            (
                usable,
                [
                    title,
                    *([named] if len(modes) > 1 else []),
                    *([_count(channel.get("issued"))] if handed else []),
                    _count(received),
                    _count(usable),
                ],
            )
        )
    cells.sort(key=lambda c: (-(c[0] or 0), c[1][0]))
    mixed = [say("Art", "Mode")] if len(modes) > 1 else []
    issued = [say("ausgegeben", "handed out")] if handed else []
    return ctx.table(
        [
            say("Weg", "Channel"),
            *mixed,
            *issued,
            say("begonnen", "started"),
            say("ausgewertet", "analysed"),
        ],
        [c for _, c in cells],
        "l" + "l" * len(mixed) + "r" * len(issued) + "rr",
        say(
            "Beteiligung nach Verteilweg, Zahl der Fragebögen",
            "Participation by channel, number of questionnaires",
        )
        + (say("; – heißt: nicht gezählt", "; – means: not counted") if handed else ""),
        "wege",
        widths=(34, *[16] * len(mixed), *[13] * len(issued), 12, 12),
    )


def _sum(rows: list[Row], column: str) -> int | None:
    known = [int(r[column]) for r in rows if r[column] is not None]
    return sum(known) if len(known) == len(rows) else None


def _count(value: int | None) -> str:
    return "–" if value is None else lang.number(value)


def _reproduced(ctx: Context) -> list[Row]:
    """Margins with known targets of the single parents' survey; none where they could not be used."""
    if not ctx.public.weighted():
        return []
    return [
        m
        for m in ctx.public["margins"]
        if m["target"] is not None and m["questionnaire"] == QUESTIONNAIRE
    ]


def _weighting(ctx: Context) -> str:
    margins = _reproduced(ctx)
    if not margins:
        return say(
            "Die Antworten sind nicht gewichtet, weil keine amtlichen Vergleichszahlen vorliegen.",
            "The answers are not weighted because there are no official figures to compare them with.",
        )
    names = list(
        dict.fromkeys(ctx.public.label(m["questionnaire"], m["variable"]) for m in margins)
    )
    assumed = list(
        dict.fromkeys(
            ctx.public.label(m["questionnaire"], m["variable"]) for m in margins if m["assumed"]
        )
    )
    guessed = markdown.escape(lang.joined([_inside(name) for name in assumed]))
    return markdown.sentences(
        say(
            "Damit die Zusammensetzung der Befragten zu den amtlichen Zahlen passt, sind die "
            "Antworten gewichtet nach: ",
            "So that the composition of respondents matches the official figures, the answers are "
            "weighted by: ",
        )
        + f"{markdown.escape(lang.joined([_inside(name) for name in names]))}.",
        say(
            f"Angenommen und nicht amtlich belegt ist der Wert für {guessed}.",
            f"The value for {guessed} is assumed and not backed by an official figure.",
        )
        if assumed
        else "",
        say(
            "Die Gewichtung gleicht aus, was diese Merkmale erklären, und nicht mehr.",
            "Weighting evens out what these characteristics explain, and no more.",
        ),
        _effective(ctx),
    )


def _inside(label: str) -> str:
    """A label within a sentence: in English it loses its capital."""
    return say(label, label[:1].lower() + label[1:])


def _effective(ctx: Context) -> str:
    found = _find(ctx.public.meta.get("metrics", {}), ("n_effective", "effective_n", "n_eff"))
    if found is None:
        return ""
    count = lang.number(found)
    return say(
        f"Die gewichteten Antworten sind so genau wie etwa {count} gleich gewichtete.",
        f"The weighted answers are as precise as about {count} answers of equal weight.",
    )


def _find(tree: Row, names: tuple[str, ...]) -> float | None:
    own = tree.get(QUESTIONNAIRE)
    for place in (own if isinstance(own, dict) else {}, tree):
        for name in names:
            value = place.get(name)
            if isinstance(value, int | float):
                return float(value)
    return None


def _category(ctx: Context, margin: Row) -> str:
    for row in ctx.public.book(margin["questionnaire"], margin["variable"]):
        if row["category"] == margin["category"]:
            return (
                f"{ctx.public.label(margin['questionnaire'], margin['variable'])}: "
                f"{tidy(row['category_label'] or '')}"
            )
    return f"{margin['variable']}: {margin['category']}"


def composition(ctx: Context) -> str:
    """Sample against official composition, before weighting."""
    margins = _reproduced(ctx)
    if not margins:
        return ""
    gaps = [abs(m["before"] - m["target"]) for m in margins]
    rows = [
        Pair(_category(ctx, m), m["before"], m["target"], gap == max(gaps))
        for m, gap in zip(margins, gaps, strict=True)
    ]
    widest = next(r for r in rows if r.focus)
    oftener = widest.first > widest.second
    finding = (
        say(
            f"{lang.quoted(widest.label)} ist unter den Befragten {'häufiger' if oftener else 'seltener'} "
            "als in den Vergleichszahlen",
            f"{lang.quoted(widest.label)} is {'more' if oftener else 'less'} frequent among respondents "
            "than in the reference figures",
        )
        if max(gaps) >= 0.03
        else say(
            "Die Befragten sind ähnlich zusammengesetzt wie die Vergleichszahlen",
            "The composition of respondents is similar to the reference figures",
        )
    )
    return ctx.chart(
        "zusammensetzung",
        Pairs(
            rows,
            (
                say("Befragte vor der Gewichtung", "respondents before weighting"),
                say("Vergleichszahl", "reference figure"),
            ),
        ),
        finding=finding,
        subtitle=say(
            "Anteile in Prozent; die Gewichtung gleicht die Unterschiede aus",
            "Shares in per cent; weighting evens out the differences",
        ),
        source=say(
            f"Quelle: Befragung von Alleinerziehenden {ctx.region_in} {ctx.year}; "
            f"Vergleichszahlen siehe Tabelle; {OWN}",
            f"Source: survey of single parents {ctx.region_in} {ctx.year}; "
            f"reference figures: see table; {OWN}",
        ),
        caption=say(
            "Zusammensetzung der Befragten und Vergleichszahlen",
            "Composition of respondents and reference figures",
        ),
        alt=say("Punktdiagramm: ", "Dot plot: ")
        + "; ".join(
            f"{r.label}: {lang.percent(r.first)} {say('der Befragten', 'of respondents')}, "
            f"{say('Vergleichszahl', 'reference figure')} {lang.percent(r.second)}"
            for r in rows[:3]
        )
        + ".",
    )


def _target_source(margin: Row) -> str:
    """Where a target comes from; an assumption is called one, whatever it was computed with."""
    source = str(margin["target_source"])
    if margin["assumed"]:
        return source.split(";", maxsplit=1)[0].strip() or say("Annahme", "assumption")
    return publisher({"source": source}) + (
        say(", umgerechnet", ", converted") if OWN.de in source else ""
    )


def _margins(ctx: Context) -> str:
    rows = [
        [
            _category(ctx, m) + (say(" (angenommen)", " (assumed)") if m["assumed"] else ""),
            lang.percent_decimal(m["before"]),
            lang.percent_decimal(m["target"]) if m["target"] is not None else "–",
            lang.percent_decimal(m["after"]),
            _target_source(m),
        ]
        for m in ctx.public["margins"]
    ]
    return ctx.table(
        [
            say("Merkmal", "Characteristic"), say("vorher", "before"), say("Ziel", "target"),
            say("nachher", "after"), say("Quelle des Ziels", "Source of the target"),
        ],
        rows, "lrrrl",
        say("Zusammensetzung vor und nach der Gewichtung", "Composition before and after weighting"),
        "raender", widths=(26, 9, 9, 9, 36),
    )  # fmt: skip


def _defined_otherwise(ctx: Context) -> str:
    """What is known of how the official definitions differ from the survey's, margin by margin."""
    texts: dict[str, str] = {}
    for m in ctx.public["margins"]:
        label = ctx.public.label(m["questionnaire"], m["variable"])
        texts.setdefault(label, str(m.get("difference") or "").strip())
    if not texts:
        return ""
    nothing = say(
        "Das Netzwerk hat dazu nichts angegeben.", "The network has given no information on this."
    )
    parts = [
        f"*{markdown.escape(label)}:* " + (markdown.escape(text) if text else nothing)
        for label, text in texts.items()
    ]
    return markdown.sentences(
        say(
            "**Abgrenzung.** Worin sich die amtliche Abgrenzung von der Befragung unterscheidet:",
            "**Definitions.** How the official definition differs from the survey's:",
        ),
        *parts,
    )
