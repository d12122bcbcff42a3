"""Anlass und Vorgehen, and Wer geantwortet hat: channels, losses. Weights stand in :mod:`composition`."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.flow import Flow, Step
from pipeline.compose.context import Context
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Row
from pipeline.compose.sections import channels, composition

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
    period = ctx.field_period
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
        composition.weighting(ctx),
        composition.chart(ctx),
        composition.table(ctx),
        composition.defined_otherwise(ctx),
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
